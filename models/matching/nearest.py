"""Of the leads a case may be compared with, those that were as likely to convert, by what was known then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from models.matching.risk_sets import NOBODY

if TYPE_CHECKING:
    from models.rows import Floats, Ints

EACH: Final = 4
CALIPER: Final = 0.25
"""In log-odds: 10 % is compared with 8 to 12 %."""


def nearest(
    margin: Floats, others: Floats, candidate: Ints, each: int = EACH, caliper: float = CALIPER
) -> Ints:
    """The controls of each case, the nearest first; NOBODY where there are fewer. [cases, each]

    B. Hansen, The prognostic analogue of the propensity score, Biometrika 95 (2008): leads with the same
    forecast are alike in all that the forecast knows, as far as the outcome goes.

    Args:
        margin: log-odds of each case just before it saw the thing. [cases]
        others: those of its candidates at the same age. [cases, candidates]
        candidate: who they are; NOBODY is never chosen. [cases, candidates]
        each: how many controls a case gets at most.
        caliper: the largest difference in log-odds.
    """
    apart = np.abs(others - margin[:, None])
    apart[(candidate == NOBODY) | ~(apart <= caliper)] = np.inf
    order = np.argsort(apart, axis=1, kind="stable")[:, :each]
    chosen = np.take_along_axis(candidate, order, axis=1)
    return np.where(np.isfinite(np.take_along_axis(apart, order, axis=1)), chosen, NOBODY)
