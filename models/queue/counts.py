"""How many of some leads convert: a sum of chances, and how far it may be off.

Two things make it uncertain. Each lead converts or does not: independent chances p add up to a count that is
Poisson-binomial. And the chances themselves may all be too high or too low. How much they were, on leads the
model had not seen, is known only as an interval; so all chances are moved by a step in log-odds, normally
distributed with that interval's width, and the count's distribution is the mixture over steps.
"""

from __future__ import annotations

from math import pi, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

if TYPE_CHECKING:
    from models.rows import Floats

LEVEL: Final = 0.95
EXACT: Final = 500
"""With more leads the count's distribution is taken from its first three moments."""
STEPS: Final = 21
"""Steps in log-odds, each as likely as any other, that stand for their distribution."""
SURE: Final = 1e-6
"""A variance below which a count is as good as known."""
FAR: Final = 8.0
"""Standard deviations beyond which no count is looked at."""
_ROOT: Final = sqrt(2 * pi)


class Expected(NamedTuple):
    """A number of conversions.

    Attributes:
        value: what the chances add up to.
        low, high: between them the count lies with a probability of LEVEL.
    """

    value: float
    low: int
    high: int


def expected(p: Floats, error: float) -> Expected:
    """How many convert.

    Args:
        p: [leads], their chances.
        error: the standard error of the step in log-odds by which all of them may be off.
    """
    moved = shifted(p, error * ndtri((np.arange(STEPS) + 0.5) / STEPS)) if error else p[None]
    below = (_exact(moved) if p.size <= EXACT else _smooth(moved)).mean(axis=0)
    low, high = np.searchsorted(below, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Expected(float(p.sum()), int(low), int(high))


def shifted(p: Floats, steps: Floats) -> Floats:
    """The chances after each step in log-odds. [steps, leads]"""
    odds = np.exp(steps)[:, None] * p
    return odds / (1 - p + odds)


def _exact(p: Floats) -> Floats:
    """The chance that at most 0, 1, ... leads convert: one lead after the other joins. [steps, leads + 1]"""
    steps, leads = p.shape
    chance = np.zeros((steps, leads + 1))
    chance[:, 0] = 1.0
    for lead in range(leads):
        joins = p[:, lead, None]
        before = chance[:, : lead + 1]
        gained = before * joins
        before -= gained
        chance[:, 1 : lead + 2] += gained
    return chance.cumsum(axis=1)


def _smooth(p: Floats) -> Floats:
    """As ``_exact`` up to where it is one, by the first terms of Edgeworth's series. [steps, counts]"""
    mean, variance = p.sum(axis=1), (p * (1 - p)).sum(axis=1)
    third = (p * (1 - p) * (1 - 2 * p)).sum(axis=1)
    deviation = np.sqrt(np.maximum(variance, SURE))
    skew = third / deviation**3
    most = min(p.shape[1], int(np.max(mean + FAR * (deviation + 1))))
    z = (np.arange(most + 1) + 0.5 - mean[:, None]) / deviation[:, None]
    below = ndtr(z) - skew[:, None] * (z * z - 1) * np.exp(-z * z / 2) / _ROOT / 6
    below[:, -1] = 1.0
    return np.maximum.accumulate(below, axis=1)
