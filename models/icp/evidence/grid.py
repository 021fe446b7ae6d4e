"""Fit against propensity: what came of the leads of each cell, and where the two disagree."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.stats import norm

from models.icp.evidence.points import holm
from models.icp.evidence.rates import Z, rate

if TYPE_CHECKING:
    from models.icp.evidence.rates import Rate
    from models.rows import Bools, Floats, Ints

ROWS: Final = ("A", "B", "C", "D", "X", "?")
BANDS: Final = (1, 2, 3, 4)
GOOD: Final = ("A", "B")
POOR: Final = ("C", "D", "X")
FEW: Final = 20
"""Leads below which a cell is not compared with others."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Moments whose outcome is known, with where they stand.

    Attributes:
        letter: of fit. [rows]
        band: of propensity, 1 to 4. [rows]
        y: 0 or 1. [rows]
        weight: those of a lead sum to one. [rows]
        cluster: the accounts. [rows]
        amount: what the lead brought; NaN where it brought nothing, or nobody wrote it down. [rows]
    """

    letter: Any
    band: Ints
    y: Floats
    weight: Floats
    cluster: Ints
    amount: Floats

    def rate(self, some: Bools) -> Rate:
        """How often the outcome came, of some rows."""
        return rate(self.y[some], self.cluster[some], self.weight[some])

    def value(self, some: Bools) -> dict[str, float] | None:
        """What a lead of some rows brought on average; None where no amount is known."""
        brought = np.where((self.y[some] == 1) & ~np.isnan(self.amount[some]), self.amount[some], 0.0)
        weight = self.weight[some]
        if not weight.sum() or not brought.any():
            return None
        mean = float((weight * brought).sum() / weight.sum())
        _, place = np.unique(self.cluster[some], return_inverse=True)
        error = math.sqrt(float((np.bincount(place, weight * (brought - mean)) ** 2).sum())) / weight.sum()
        low, high = max(0.0, mean - Z * float(error)), mean + Z * float(error)
        return {"mean": mean, "low": low, "high": high}


def grid(cells: Cells) -> list[dict[str, Any]]:
    """Every cell that has leads; ``disagrees`` says where fit and what came are at odds beyond chance.

    A cell of good fit that does not convert has a lower rate than all leads together, and than the rest of
    its row beyond chance; one of poor fit that does, a higher. Judged at 95 % over all cells (Holm).
    """
    base = cells.rate(np.ones(cells.y.size, dtype=bool)).rate or 0.0
    found: list[dict[str, Any]] = []
    doubts: list[float] = []
    for row in ROWS:
        for band in BANDS:
            here = (cells.letter == row) & (cells.band == band)
            if not here.any():
                continue
            told = cells.rate(here)
            beside = cells.rate((cells.letter == row) & (cells.band != band))
            column = cells.rate((cells.letter != row) & (cells.band == band))
            found.append(
                {
                    "fit": row,
                    "band": band,
                    **told.to_json(),
                    "rest_of_row": beside.rate,
                    "rest_of_band": column.rate,
                    "beyond_band": _z(told, column),
                    "value": cells.value(here),
                }
            )
            doubts.append(_doubt(row, told, beside, base))
    for one, holds in zip(found, holm(doubts).tolist() if doubts else [], strict=True):
        one["disagrees"] = ("good fit" if one["fit"] in GOOD else "poor fit") if holds else None
    return found


def _doubt(row: str, told: Rate, beside: Rate, base: float) -> float:
    """How often chance alone would set the cell apart from its row, in the direction that surprises."""
    way = -1 if row in GOOD else 1 if row in POOR else 0
    z = _z(told, beside)
    if not way or z is None or told.rate is None or way * (told.rate - base) <= 0:
        return 1.0
    return float(norm.sf(way * z))


def _z(one: Rate, other: Rate) -> float | None:
    """How many standard errors two shares are apart; None where there are too few leads."""
    if min(one.leads, other.leads) < FEW or one.rate is None or other.rate is None:
        return None
    return (one.rate - other.rate) / math.hypot(_error(one), _error(other))


def _error(told: Rate) -> float:
    return ((told.high or 0.0) - (told.low or 0.0)) / (2 * Z)
