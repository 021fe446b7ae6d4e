"""The scorecard that marketing teams build by hand, made as well as it can be.

A few attributes, a few levels each, round points for each level, added up. Attributes are chosen by their
information value, skipping those that repeat one already chosen; the total becomes a probability by one
logistic curve. The craft is that of credit scorecards (Siddiqi, "Credit Risk Scorecards", 2006).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Final

import numpy as np

from models.baselines.base_rate import BaseRate, fit_base_rate, has_both_outcomes
from models.baselines.bins import Bins, cut_column
from models.calibration import PlattCalibration, fit_platt

if TYPE_CHECKING:
    from models.rows import Floats, Ints, Matrix, Rows

ATTRIBUTES: Final = 10
DOUBLING: Final = 20.0
"""Points that double the odds, as credit scorecards have it."""

STEP: Final = 5.0
CAP: Final = 60.0
"""No level may decide alone: 60 points are eight times the odds."""

PRIOR_WEIGHT: Final = 5.0
"""Leads of average rate added to each level, so that a rare one earns few points."""

LEAST_VALUE: Final = 0.02
"""Information value below which an attribute does not predict (Siddiqi 2006)."""

REPEATS: Final = 0.7
"""Correlation with a chosen attribute from which another says the same thing again."""


@dataclass(frozen=True, eq=False)
class Scored:
    """An attribute of the scorecard: its bins and the points of each."""

    bins: Bins
    points: Floats


@dataclass(frozen=True, eq=False)
class Points:
    """A scorecard and the curve from its total to a probability."""

    attributes: tuple[Scored, ...]
    curve: PlattCalibration

    def total(self, x: Matrix) -> Floats:
        """The points [n] of features ``x`` [n, f]: multiples of five."""
        total = np.zeros(len(x))
        for attribute in self.attributes:
            total += attribute.points[attribute.bins.place(x)]
        return total

    def predict(self, x: Matrix) -> Floats:
        """Probabilities [n] of features ``x`` [n, f]."""
        return self.curve.apply(self.total(x) * log(2) / DOUBLING)


@dataclass(frozen=True, eq=False)
class _Candidate:
    bins: Bins
    place: Ints
    evidence: Floats
    value: float


def fit_points(rows: Rows) -> Points | BaseRate:
    """The scorecard of ``rows``; the base rate where they hold one outcome only."""
    if not has_both_outcomes(rows):
        return fit_base_rate(rows)
    candidates = [_candidate(rows, column) for column in range(rows.x.shape[1])]
    chosen = _choose(sorted(candidates, key=lambda one: -one.value), rows.weight)
    attributes = tuple(Scored(one.bins, _points(one.evidence)) for one in chosen)
    total = Points(attributes, PlattCalibration(1.0, 0.0)).total(rows.x)
    return Points(attributes, fit_platt(total * log(2) / DOUBLING, rows.y, rows.weight))


def _candidate(rows: Rows, column: int) -> _Candidate:
    """The column's bins, the weight of evidence (shift in log-odds) of each, and its information value."""
    bins = cut_column(rows.x, rows.weight, column, rows.categorical[column])
    place = bins.place(rows.x)
    positive = np.bincount(place, rows.weight * rows.y, bins.count)
    negative = np.bincount(place, rows.weight * (1 - rows.y), bins.count)
    rate = positive.sum() / (positive.sum() + negative.sum())
    odds = (positive + PRIOR_WEIGHT * rate) / (negative + PRIOR_WEIGHT * (1 - rate))
    evidence = np.log(odds * (1 - rate) / rate)
    value = np.sum((positive / positive.sum() - negative / negative.sum()) * evidence)
    return _Candidate(bins, place, evidence, float(value))


def _choose(candidates: list[_Candidate], weight: Floats) -> list[_Candidate]:
    """The most telling candidates, none of which repeats a better one."""
    chosen: list[_Candidate] = []
    for one in candidates:
        if len(chosen) == ATTRIBUTES or one.value < LEAST_VALUE:
            break
        if not any(_correlation(one, other, weight) > REPEATS for other in chosen):
            chosen.append(one)
    return chosen


def _correlation(one: _Candidate, other: _Candidate, weight: Floats) -> float:
    a, b = one.evidence[one.place], other.evidence[other.place]
    a, b = a - np.average(a, weights=weight), b - np.average(b, weights=weight)
    spread = np.sum(weight * a * a) * np.sum(weight * b * b)
    return float(np.sum(weight * a * b) / np.sqrt(spread)) if spread > 0 else 0.0


def _points(evidence: Floats) -> Floats:
    """Round points for shifts in log-odds."""
    return np.clip(STEP * np.round(evidence / log(2) * DOUBLING / STEP), -CAP, CAP)
