"""One compiled pass over rows for what a linear model adds up; a row's bits depend on that row alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from models.rows import Floats, Ints, Matrix

NUMBER: Final = 0
LOGGED: Final = 1
GAP: Final = 2
LEVEL: Final = 3
STEP: Final = 4
"""What a term makes of its column: the number, its signed logarithm, whether it is missing, whether it is a
certain code, whether it is no greater than a cut."""

BOUND: Final = 5.0
"""Standard deviations beyond which a value counts no further: a line has no sense for outliers."""


@njit(cache=True, nogil=True)
def add_terms(
    x: Matrix,
    sort: Ints,
    column: Ints,
    middle: Floats,
    centre: Floats,
    scale: Floats,
    bound: float,
    weight: Floats,
    expected: Floats,
    out: Floats,
) -> None:
    """Adds each term's weight times its value, less what is expected of it, to its column of ``out``.

    Args:
        x: float32 [n, f].
        sort: [terms], one of the five above.
        column: [terms], which of the f each reads.
        middle: [terms], what fills a number's gaps, on its scale; the code of a level, or the cut.
        centre, scale: [terms], of a number.
        bound: standard deviations beyond which a number counts no further.
        weight: [terms], log-odds for one standard deviation, or for a gap or level.
        expected: [terms], the mean of what each term adds over the training rows.
        out: float64 [n, f], to be added to.
    """
    for row in range(x.shape[0]):
        for term in range(sort.shape[0]):
            # compiled, float() stays in single precision and would take the logarithm in it
            value = np.float64(x[row, column[term]])
            if sort[term] == GAP:
                made = 1.0 if math.isnan(value) else 0.0
            elif sort[term] == LEVEL:
                made = 1.0 if value == middle[term] else 0.0
            elif sort[term] == STEP:
                made = 1.0 if value <= middle[term] else 0.0
            else:
                if math.isnan(value):
                    value = middle[term]
                elif sort[term] == LOGGED:
                    value = math.copysign(math.log1p(abs(value)), value)
                made = min(bound, max(-bound, (value - centre[term]) / scale[term]))
            out[row, column[term]] += weight[term] * made - expected[term]


@njit(cache=True, nogil=True)
def added_up(parts: Floats) -> Floats:
    """The sum of each row of ``parts`` [n, f], one after the other: the same bits alone and among others."""
    total = np.zeros(parts.shape[0])
    for row in range(parts.shape[0]):
        for column in range(parts.shape[1]):
            total[row] += parts[row, column]
    return total
