"""Fits the linear part: ridge logistic regression, drawn towards the base rate by a share.

Half of its log-odds are a start for a booster, which then learns what is left. The sum does about as well as
trees alone and far better than the line (benchmarks/README.md); it leans on the line where trees know little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from models.baselines.logistic import Logistic, fit_logistic
from models.linear.kernel import GAP, LEVEL, LOGGED, NUMBER
from models.linear.value import Linear, Terms, flat

if TYPE_CHECKING:
    from models.baselines.design import Design
    from models.rows import Rows

HALF: Final = 0.5


def fit_linear(
    rows: Rows, share: float = HALF, monotone: tuple[int, ...] = (), penalty: float | None = None
) -> Linear:
    """The linear model of ``rows``, its departures from the base rate multiplied by ``share``.

    With one outcome only, or nothing that varies, it says the base rate of everybody. ``monotone`` is by
    column: 1 may only raise the forecast, -1 only lower it; a slope that points the other way is left out.
    Without a ``penalty`` it is chosen on later leads.
    """
    features, base = rows.x.shape[1], base_log_odds(rows)
    fitted = fit_logistic(rows, penalty) if share else None
    if not isinstance(fitted, Logistic):
        return flat(features, base)
    terms = terms_of(fitted.design)
    weight = share * fitted.coefficients
    if any(monotone):
        bound = np.where(terms.sort <= LOGGED, np.array(monotone, np.int64)[terms.column], 0)
        weight = np.where(bound * weight < 0, 0.0, weight)
    mean = np.average(fitted.design.matrix(rows.x), axis=0, weights=rows.weight)
    return Linear(features, base, terms, weight, weight * mean, fitted.penalty)


def base_log_odds(rows: Rows) -> float:
    """The log-odds of the rows' mean outcome; one outcome only counts as half a row short of certain."""
    total = float(rows.weight.sum())
    mean = float(np.average(rows.y, weights=rows.weight)) if total else 0.5
    mean = min(max(mean, 0.5 / (total + 1)), 1 - 0.5 / (total + 1))
    return float(np.log(mean / (1 - mean)))


def terms_of(design: Design) -> Terms:
    """The design's columns in its order: numbers, gaps, levels."""
    rows = [
        *(
            (LOGGED if number.logged else NUMBER, number.column, number.middle, number.centre, number.scale)
            for number in design.numbers
        ),
        *((GAP, column, 0.0, 0.0, 1.0) for column in design.gaps),
        *((LEVEL, levels.column, float(code), 0.0, 1.0) for levels in design.levels for code in levels.codes),
    ]
    sort, column, middle, centre, scale = zip(*rows, strict=True)
    return Terms(
        np.array(sort, np.int64),
        np.array(column, np.int64),
        np.array(middle, np.float64),
        np.array(centre, np.float64),
        np.array(scale, np.float64),
    )
