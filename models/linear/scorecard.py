"""The scorecard of points as a sum of terms, so that a bundle can use it where nothing better is found."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.baselines.points import DOUBLING, Points, fit_points
from models.linear.fit import base_log_odds
from models.linear.kernel import GAP, LEVEL, STEP
from models.linear.value import Linear, Terms, flat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.baselines.points import Scored
    from models.rows import Rows


class _Term(NamedTuple):
    sort: int
    column: int
    at: float
    points: float
    share: float
    """Of the rows, by weight, for which it holds."""


def fit_scorecard(rows: Rows) -> Linear:
    """The scorecard of ``rows``; with one outcome only it says the base rate of everybody.

    A bin's points are those of the last bin (or of other categories), and what each cut, level or gap adds.
    """
    card = fit_points(rows)
    if not isinstance(card, Points) or not card.attributes:
        return flat(rows.x.shape[1], base_log_odds(rows))
    terms = [term for attribute in card.attributes for term in _terms(attribute, rows)]
    scale = card.curve.slope * log(2) / DOUBLING
    rest = sum(float(attribute.points[-2]) for attribute in card.attributes)
    weight = scale * np.array([term.points for term in terms])
    known = Terms(
        np.array([term.sort for term in terms], np.int64),
        np.array([term.column for term in terms], np.int64),
        np.array([term.at for term in terms]),
        np.zeros(len(terms)),
        np.ones(len(terms)),
    )
    expected = weight * np.array([term.share for term in terms])
    base = card.curve.shift + scale * rest + float(expected.sum())
    return Linear(rows.x.shape[1], base, known, weight, expected)


def _terms(scored: Scored, rows: Rows) -> Iterator[_Term]:
    bins, points = scored.bins, scored.points
    last, missing = float(points[-2]), float(points[-1])
    held = np.bincount(bins.place(rows.x), rows.weight, bins.count) / rows.weight.sum()
    yield _Term(GAP, bins.column, 0.0, missing - last, float(held[-1]))
    for place, cut in enumerate(bins.cuts):
        if bins.categorical:
            yield _Term(LEVEL, bins.column, float(cut), float(points[place]) - last, float(held[place]))
        else:
            step = float(points[place] - points[place + 1])
            yield _Term(STEP, bins.column, float(cut), step, float(held[: place + 1].sum()))
