"""A column cut into a few bins: quantiles of numbers, frequent categories, and the missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from models.rows import Bools, Floats, Ints, Matrix

QUANTILES: Final = (0.2, 0.4, 0.6, 0.8)
"""Five levels of a number are as many as people put into a hand-made scorecard."""

CATEGORIES: Final = 8


@dataclass(frozen=True, eq=False)
class Bins:
    """How to bin one column: cuts of a number (bin i holds values up to cut i), or codes of categories."""

    column: int
    categorical: bool
    cuts: Floats

    @property
    def count(self) -> int:
        """One bin more than cuts (or a bin for other categories), and one for the missing."""
        return len(self.cuts) + 2

    def place(self, x: Matrix) -> Ints:
        """The bin of each row of ``x`` [n, f]; the last is for the missing."""
        given = x[:, self.column].astype(np.float64)
        found = np.searchsorted(self.cuts, given)
        if self.categorical and len(self.cuts):
            known = self.cuts[np.minimum(found, len(self.cuts) - 1)] == given
            found = np.where(known, found, len(self.cuts))
        return np.where(np.isnan(given), self.count - 1, found)


def cut_column(x: Matrix, weight: Floats, column: int, categorical: bool) -> Bins:
    """Bins of equal weight, or the heaviest categories; runs of equal numbers stay whole."""
    known = ~np.isnan(x[:, column])
    given, mass = _distinct(x, weight, column, known)
    if not len(given):
        return Bins(column, categorical, given)
    if categorical:
        heaviest = np.argsort(-mass, kind="stable")[:CATEGORIES]
        return Bins(column, categorical, np.sort(given[heaviest]))
    reached = np.searchsorted(np.cumsum(mass) / mass.sum(), QUANTILES)
    cuts = np.unique(given[np.minimum(reached, len(given) - 1)])
    return Bins(column, categorical, cuts[cuts < given[-1]])


def _distinct(x: Matrix, weight: Floats, column: int, known: Bools) -> tuple[Floats, Floats]:
    given, place = np.unique(x[known, column].astype(np.float64), return_inverse=True)
    return given, np.bincount(place, weight[known], len(given)).astype(np.float64)
