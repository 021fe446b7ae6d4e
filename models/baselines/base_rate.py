"""The same probability for everybody: how often leads convert."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.rows import Floats, Matrix, Rows


@dataclass(frozen=True)
class BaseRate:
    """The share of leads that converted."""

    rate: float

    def predict(self, x: Matrix) -> Floats:
        """The rate for each row of ``x`` [n, f]."""
        return np.full(len(x), self.rate)


def fit_base_rate(rows: Rows) -> BaseRate:
    """The weighted share of rows that converted."""
    return BaseRate(float(np.average(rows.y, weights=rows.weight)))


def has_both_outcomes(rows: Rows) -> bool:
    """Whether there is anything to learn beyond the rate."""
    return bool(np.any(rows.y == 1) and np.any(rows.y == 0))
