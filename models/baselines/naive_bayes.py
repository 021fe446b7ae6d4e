"""Naive Bayes over categories, computed as Odoo's predictive lead scoring computes it.

Odoo counts, for each value of each field, the leads won and lost that had it, plus 0.1 against zeros. The
odds of winning are the odds of all leads times, for each known value, its share among the won over its share
among the lost; missing values and values never seen count nothing. The percentage is rounded to two decimals
and kept between 0.01 and 99.99. Not copied: tables per sales team, the floor of 50 leads for a tag, and that
a won lead counts as having passed every stage (here a stage is a field like any other). A lead with several
moments gives each an equal part of its one vote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from models.calibration.elementwise import sigmoid

if TYPE_CHECKING:
    from models.rows import Floats, Matrix, Rows

SMOOTHING: Final = 0.1
LOWEST, HIGHEST, DECIMALS = 0.0001, 0.9999, 4


@dataclass(frozen=True, eq=False)
class _Field:
    """A categorical column: its values in rising order and the log of what each multiplies the odds by."""

    column: int
    values: Floats
    log_ratio: Floats

    def weigh(self, x: Matrix) -> Floats:
        given = x[:, self.column].astype(np.float64)
        place = np.minimum(np.searchsorted(self.values, given), len(self.values) - 1)
        return np.where(self.values[place] == given, self.log_ratio[place], 0.0)


@dataclass(frozen=True, eq=False)
class NaiveBayes:
    """Log-odds of all leads, and a table for each categorical column."""

    prior: float
    fields: tuple[_Field, ...]

    def predict(self, x: Matrix) -> Floats:
        """Probabilities [n] of features ``x`` [n, f]; only categorical columns are read."""
        log_odds = np.full(len(x), self.prior)
        for field in self.fields:
            log_odds += field.weigh(x)
        return np.clip(np.round(sigmoid(np.clip(log_odds, -30, 30)), DECIMALS), LOWEST, HIGHEST)


def fit_naive_bayes(rows: Rows) -> NaiveBayes:
    """Count the values of the categorical columns among leads that converted and leads that did not."""
    won, lost = _smoothed(rows.weight * rows.y), _smoothed(rows.weight * (1 - rows.y))
    fields = (_field(rows, column) for column, given in enumerate(rows.categorical) if given)
    return NaiveBayes(float(np.log(won / lost)), tuple(field for field in fields if len(field.values)))


def _smoothed(weight: Floats) -> float:
    return float(weight.sum()) + SMOOTHING


def _field(rows: Rows, column: int) -> _Field:
    known = ~np.isnan(rows.x[:, column])
    values, place = np.unique(rows.x[known, column].astype(np.float64), return_inverse=True)
    weight, y = rows.weight[known], rows.y[known]
    won = np.bincount(place, weight * y, len(values)) + SMOOTHING
    lost = np.bincount(place, weight * (1 - y), len(values)) + SMOOTHING
    return _Field(column, values, np.log(won / won.sum()) - np.log(lost / lost.sum()))
