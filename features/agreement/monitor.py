"""When the monitor raises an alert, whose it is, and who else is told."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from features import clock
from features.agreement.part import Duration, Part

Area = Literal["data", "scores", "outcomes", "service", "delivery"]
AlertName = Literal[
    "source_unreadable",
    "source_stale",
    "volume_changed",
    "column_vanished",
    "column_appeared",
    "missing_grew",
    "values_unread",
    "feature_drifted",
    "score_drifted",
    "grades_shifted",
    "statuses_shifted",
    "calibration_off",
    "auc_fell",
    "capture_fell",
    "service_unreachable",
    "latency_high",
    "errors_high",
    "reload_failed",
    "champion_not_served",
    "training_old",
    "webhook_failed",
]


def _web_address(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("write a web address, such as https://hooks.example/leads")
    return url


def _some_days(window: int) -> int:
    if window < clock.DAY:
        raise ValueError('a window is at least a day; whole weeks, as in "28d", are best')
    return window


class Owners(Part):
    """Whose the alerts of each area are: a line for people."""

    data: str = "whoever keeps the sources"
    scores: str = "whoever trains the model"
    outcomes: str = "whoever trains the model"
    service: str = "whoever runs the service"
    delivery: str = "whoever runs the monitor"


class Monitor(Part):
    """Limits of the alerts. Data and scores must be off by the limit *and* beyond chance.

    Attributes:
        window: the newest stretch of time, which is compared with the training.
        chance: how often a month without any change may raise an alert of one name.
        least: leads or outcomes below which nothing is judged.
        volume: how many times as many rows, or as few.
        stale: how many times the longest silence of the training.
        missing, unread: percentage points, as a share.
        drift: population stability index, beyond what chance gives; of one feature, and ``score_drift`` of
            a probability or rank.
        shift: how far the share of a grade or status may move.
        calibration: how many times as many outcomes as promised, or as few.
        auc, capture: how far below what the probabilities themselves promise.
        latency, errors: of the service: the 99th percentile in seconds, the share of answers that are faults.
        training_age: how long ago the newest bundle was trained, whether or not it was promoted.
        owners: whose alerts those of an area are.
        webhook: posted to if anything is raised.
        off: alerts that are never raised.
    """

    window: Annotated[Duration, AfterValidator(_some_days)] = 28 * clock.DAY
    chance: float = Field(default=0.01, gt=0.0, lt=0.5)
    least: int = Field(default=50, ge=10)
    volume: float = Field(default=1.5, gt=1.0)
    stale: float = Field(default=2.0, gt=1.0)
    missing: float = Field(default=0.1, gt=0.0, lt=1.0)
    unread: float = Field(default=0.05, gt=0.0, lt=1.0)
    drift: float = Field(default=0.05, gt=0.0)
    score_drift: float = Field(default=0.1, gt=0.0)
    shift: float = Field(default=0.1, gt=0.0, lt=1.0)
    calibration: float = Field(default=1.5, gt=1.0)
    auc: float = Field(default=0.05, gt=0.0, lt=1.0)
    capture: float = Field(default=0.1, gt=0.0, lt=1.0)
    latency: float = Field(default=1.0, gt=0.0)
    errors: float = Field(default=0.01, gt=0.0, lt=1.0)
    training_age: Duration = 62 * clock.DAY
    owners: Owners = Owners()
    webhook: Annotated[str, AfterValidator(_web_address)] | None = None
    off: tuple[AlertName, ...] = ()
