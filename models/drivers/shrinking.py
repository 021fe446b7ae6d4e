"""Conversion rates of small groups, drawn towards the rate of all as far as the groups are alike.

Groups of one attribute are taken to have rates that scatter around a mean ``m`` as a beta distribution with
as much weight as ``s`` leads; both are learnt from the groups (empirical Bayes: Efron & Morris, "Data
analysis using Stein's estimator and its generalizations", JASA 1975; for binomial counts Gelman et al.,
"Bayesian data analysis", 3rd edition, section 5.3). With one best ``m`` and ``s`` intervals would be too
short, the more so the fewer the groups, so both are summed over, as their likelihood and the book's weak
prior, even in ``s**-0.5``, have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import betainc, betaln

from models.bootstrap import LEVEL
from models.drivers.draws import Estimates

if TYPE_CHECKING:
    from models.rows import Floats

STRENGTHS: Final = np.geomspace(1.0, 100_000.0, 24)
"""What ``s`` may be."""
MEANS: Final = np.linspace(-3.2, 3.2, 9)
"""What ``m`` may be, in standard errors of the rate of all leads in log-odds."""
_HALVINGS: Final = 26


def shrunk(converted: Floats, leads: Floats, base: float) -> Estimates:
    """The rates of groups of which ``converted`` [k] of ``leads`` [k] did, with 95 % intervals.

    Where nobody did, the rate may be 0, and where all did, 1 (Brown, Cai & DasGupta, "Interval estimation for
    a binomial proportion", 2001).

    Args:
        converted: no more than the group has leads.
        leads: 0 is allowed: such a group has what all have.
        base: the rate of all leads of the attribute, between 0 and 1.
    """
    alone = _likely(converted, leads, np.full(STRENGTHS.size, base), STRENGTHS)
    means = _means(base, leads, float(STRENGTHS[np.argmax(alone)]))
    m, s = (grid.ravel() for grid in np.meshgrid(means, STRENGTHS))
    likely = _likely(converted, leads, m, s)
    weight = np.exp(likely - likely.max())
    weight /= weight.sum()
    a, b = (m * s)[:, None] + converted, ((1 - m) * s)[:, None] + (leads - converted)
    value = (weight[:, None] * (a / (a + b))).sum(axis=0)
    low, high = (_quantile(weight, a, b, share) for share in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    low[(converted == 0) & (leads > 0)] = 0.0
    high[(converted == leads) & (leads > 0)] = 1.0
    return Estimates(value, low, high)


def _likely(converted: Floats, leads: Floats, m: Floats, s: Floats) -> Floats:
    """The logarithm of the chance of what was seen under each ``m`` and ``s`` [k], times that of ``s``."""
    a, b = m * s, (1 - m) * s
    seen = betaln(a[:, None] + converted, b[:, None] + (leads - converted)) - betaln(a, b)[:, None]
    return seen.sum(axis=1) - 0.5 * np.log(s)  # even in s ** -0.5, on a grid that is even in log s


def _means(base: float, leads: Floats, strength: float) -> Floats:
    """What ``m`` may be: leads of one group say less of it the more the groups differ."""
    told = float((leads * (strength + 1) / (strength + leads)).sum())
    odds = np.log(base / (1 - base)) + MEANS / np.sqrt(max(told, 1.0) * base * (1 - base))
    return 1 / (1 + np.exp(-odds))


def _quantile(weight: Floats, a: Floats, b: Floats, share: float) -> Floats:
    """Where a mixture of beta distributions [strengths, k] has ``share`` of its mass below."""
    low, high = np.zeros(a.shape[1]), np.ones(a.shape[1])
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = (weight[:, None] * betainc(a, b, middle)).sum(axis=0) < share
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2
