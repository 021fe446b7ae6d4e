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
    size = max(area, 1 - area)
    surely = size - SURE * standard_error(size, positive, negative)
    if surely < suspicious:
        return None
    return Doubt(surely >= leak, f"{what} alone foretells the outcome with an AUC of {size:.2f}")


def standard_error(area: float, positive: int, negative: int) -> float:
    """Standard error of an AUC between so many positives and negatives (Hanley & McNeil 1982)."""
    one, other = area / (2 - area) - area**2, 2 * area**2 / (1 + area) - area**2
    variance = area * (1 - area) + (positive - 1) * one + (negative - 1) * other
    return sqrt(max(0.0, variance) / (positive * negative))
