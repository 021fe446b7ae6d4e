"""How far all forecasts of a target may be off together, from the bundle's own evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scipy.special import ndtri

from models.bootstrap import LEVEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement.values import Target

UNJUDGED: Final = 0.5
"""Where nobody could judge: odds that are a factor of 1.6 off are nothing unusual then."""


def errors_of(evaluation: Mapping[str, Any]) -> dict[Target, float]:
    """By target, the standard error of calibration in the large, in log-odds.

    It is the half width of the evaluation's interval over the half width of a normal law's of that level.
    """
    return {target: _error(evaluation["targets"].get(target)) for target in ("sql", "close")}


def _error(found: Mapping[str, Any] | None) -> float:
    interval = found["model"]["intervals"]["calibration_log_odds"] if found else None
    if interval is None:
        return UNJUDGED
    low, high = interval
    return float((high - low) / 2 / ndtri((1 + LEVEL) / 2))
