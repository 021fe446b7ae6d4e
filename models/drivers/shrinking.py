"""Conversion rates of small groups, drawn towards the rate of all as far as the groups are alike.

Groups of one attribute are taken to have rates that scatter around the rate ``m`` of all leads as a beta
distribution with mean ``m`` and as much weight as ``s`` leads; the weight is learnt from the groups
(empirical Bayes: Efron & Morris, "Data analysis using Stein's estimator and its generalizations", JASA 1975;
for binomial counts Gelman et al., "Bayesian data analysis", 3rd edition, section 5.3). One best ``s`` would
make intervals too short, the more so the fewer the groups, so ``s`` is summed over as its likelihood and the
book's weak prior on ``s**-0.5`` have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import betainc, betaln

from models.bootstrap import LEVEL
from models.drivers.draws import Estimates

if TYPE_CHECKING:
    from models.rows import Floats

STRENGTHS: Final = np.geomspace(1.0, 100_000.0, 46)
"""What ``s`` may be."""
_HALVINGS: Final = 34


def shrunk(converted: Floats, leads: Floats, base: float) -> Estimates:
    """The rates of groups of which ``converted`` [k] of ``leads`` [k] did, with 95 % intervals.

    Args:
        converted: no more than the group has leads.
        leads: 0 is allowed: such a group has what all have.
        base: the rate of all leads of the attribute, between 0 and 1.
    """
    a = base * STRENGTHS[:, None] + converted
    b = (1 - base) * STRENGTHS[:, None] + (leads - converted)
    prior_a, prior_b = base * STRENGTHS, (1 - base) * STRENGTHS
    likely = (betaln(a, b) - betaln(prior_a, prior_b)[:, None]).sum(axis=1)
    # uniform in s ** -0.5; the grid is even in log s
    likely -= 0.5 * np.log(STRENGTHS)
    weight = np.exp(likely - likely.max())
    weight /= weight.sum()
    value = (weight[:, None] * (a / (a + b))).sum(axis=0)
    low, high = (_quantile(weight, a, b, share) for share in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Estimates(value, low, high)


def _quantile(weight: Floats, a: Floats, b: Floats, share: float) -> Floats:
    """Where a mixture of beta distributions [strengths, k] has ``share`` of its mass below."""
    low, high = np.zeros(a.shape[1]), np.ones(a.shape[1])
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = (weight[:, None] * betainc(a, b, middle)).sum(axis=0) < share
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2
