"""All metrics of one forecast, as one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from models.metrics.probability import (
    brier,
    calibration_error,
    calibration_log_odds,
    calibration_ratio,
    log_loss,
    mean_observed,
    mean_predicted,
)
from models.metrics.ranked import Ranked
from models.metrics.ranking import auc, average_precision, capture, lift

if TYPE_CHECKING:
    from models.rows import Floats, Ints

Measure = Callable[[Ranked], float | None]

MEASURES: Final[Mapping[str, Measure]] = {
    "base_rate": mean_observed,
    "mean_predicted": mean_predicted,
    "auc": auc,
    "average_precision": average_precision,
    "log_loss": log_loss,
    "brier": brier,
    "calibration_error": calibration_error,
    "calibration_ratio": calibration_ratio,
    "calibration_log_odds": calibration_log_odds,
    "lift_5": partial(lift, share=0.05),
    "lift_10": partial(lift, share=0.10),
    "lift_20": partial(lift, share=0.20),
    "capture_5": partial(capture, share=0.05),
    "capture_10": partial(capture, share=0.10),
    "capture_20": partial(capture, share=0.20),
}
"""Every metric by its name in ``Metrics``."""


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """What a forecast is worth on some rows; None where they cannot tell.

    ``positives`` is a sum of weights: the number of converting leads when a lead weighs one. ``lift_5`` is
    how many times the average rate the top 5 % convert, ``capture_5`` the share of all conversions in it.
    """

    rows: int
    positives: float
    base_rate: float | None
    mean_predicted: float | None
    auc: float | None
    average_precision: float | None
    log_loss: float | None
    brier: float | None
    calibration_error: float | None
    calibration_ratio: float | None
    calibration_log_odds: float | None
    lift_5: float | None
    lift_10: float | None
    lift_20: float | None
    capture_5: float | None
    capture_10: float | None
    capture_20: float | None

    def to_json(self) -> dict[str, Any]:
        """The numbers by name, None where undefined."""
        return asdict(self)


def measure(y: Floats, p: Floats, weight: Floats | None = None, lead: Ints | None = None) -> Metrics:
    """All metrics of predictions ``p`` [n] of outcomes ``y`` [n], weighted, rows grouped by ``lead``."""
    ranked = Ranked.of(y, p, weight, lead)
    values = {name: function(ranked) for name, function in MEASURES.items()}
    return Metrics(rows=len(y), positives=ranked.positive, **values)
