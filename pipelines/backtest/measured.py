"""One period and target in numbers: the model and its baselines on the same rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from models.bootstrap import intervals
from models.evaluation import beside_baselines
from models.metrics import measure
from pipelines.backtest.capacity import capture_at_capacity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.rows import Floats, Rows
    from pipelines.backtest.capacity import Weeks

KEPT: Final = (
    "base_rate",
    "mean_predicted",
    "auc",
    "average_precision",
    "log_loss",
    "calibration_error",
    "calibration_ratio",
)


def measured(
    said: Floats, train: Rows, looks: Rows, weeks: Weeks | None, tell: Callable[[str], None]
) -> dict[str, Any]:
    """The metrics of the model and of each baseline, with intervals over leads, as plain JSON values.

    Args:
        said: the model's probabilities of the looks.
        train: what it learnt from, and what the baselines learn from.
        looks: labelled rows of the period.
        weeks: how they fall into weekly lists, where a capacity is agreed.
        tell: told the name of each forecast as it is measured.
    """
    return beside_baselines(looks, said, train, lambda p: _forecast(looks, p, weeks), tell)


def best_baseline(found: Mapping[str, Any]) -> str:
    """The baseline with the least log loss."""
    return min(found["baselines"], key=lambda name: found["baselines"][name]["log_loss"])


def _forecast(looks: Rows, p: Floats, weeks: Weeks | None) -> dict[str, Any]:
    numbers = measure(looks.y, p, looks.weight, looks.lead).to_json()
    ranges = intervals(looks.y, p, looks.weight, looks.lead)
    return {
        **{name: numbers[name] for name in KEPT},
        "intervals": {name: list(found) if (found := ranges[name]) else None for name in KEPT},
        "capture": capture_at_capacity(looks, p, weeks) if weeks else None,
    }
