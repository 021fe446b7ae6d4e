"""An attribute that foretells the outcome better than a whole model should."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final

from models.leakage.doubt import Doubt

if TYPE_CHECKING:
    from models.rows import Bools

LEAK_BY_FILLING: Final = 0.85
"""AUC of being filled from which it is a leak: whole models judged honestly reach .60 to .80 on leads."""

LEAK_BY_VALUE: Final = 0.90
SUSPICIOUS_FILLING: Final = 0.65
SUSPICIOUS_VALUE: Final = 0.80
"""One attribute alone as good as a good model: possible, and worth a look."""

SURE: Final = 3.0
"""Standard errors to be sure by: attributes come by the dozen, so one in twenty would cry wolf."""

LEAST: Final = 10
"""Leads of either outcome without which an AUC is no evidence."""


def telling(what: str, area: float | None, outcome: Bools, suspicious: float, leak: float) -> Doubt | None:
    """The doubt, if any, that ``area``, an AUC over ``outcome`` [n], is surely above the thresholds."""
    positive, negative = int(outcome.sum()), int((~outcome).sum())
    if area is None or min(positive, negative) < LEAST:
        return None
    size, least = max(area, 1 - area), surely(area, outcome)
    if least < suspicious:
        return None
    return Doubt(least >= leak, f"{what} alone foretells the outcome with an AUC of {size:.2f}")


def telling_twice(filling: float | None, outcome: Bools, value: float | None, having: Bools) -> Doubt | None:
    """The doubt that a field tells both by being filled, over ``outcome``, and by its value, over ``having``.

    What a form asks may tell by what is answered, or by who answers; what somebody notes during the sale
    tells by both at once.
    """
    if filling is None or value is None:
        return None
    if surely(filling, outcome) < SUSPICIOUS_FILLING or surely(value, having) < SUSPICIOUS_VALUE:
        return None
    return Doubt(
        True,
        f"both tell the outcome: being filled with an AUC of {max(filling, 1 - filling):.2f} and, among "
        f"those filled, its value with {max(value, 1 - value):.2f}",
    )


def surely(area: float | None, outcome: Bools) -> float:
    """The AUC less its sampling error, whichever way it points; 0 where too few leads can tell."""
    positive, negative = int(outcome.sum()), int((~outcome).sum())
    if area is None or min(positive, negative) < LEAST:
        return 0.0
    size = max(area, 1 - area)
    return size - SURE * standard_error(size, positive, negative)


def standard_error(area: float, positive: int, negative: int) -> float:
    """Standard error of an AUC between so many positives and negatives (Hanley & McNeil 1982)."""
    one, other = area / (2 - area) - area**2, 2 * area**2 / (1 + area) - area**2
    variance = area * (1 - area) + (positive - 1) * one + (negative - 1) * other
    return sqrt(max(0.0, variance) / (positive * negative))
