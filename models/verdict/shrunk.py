"""Rates of groups, each drawn towards the rate of all as far as the groups' own likeness asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.special import betaincinv, betaln

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.rows import Floats

_STRENGTHS: Final[Floats] = np.geomspace(5.0, 2000.0, 80)


class Estimate(NamedTuple):
    """A number and the interval that it lies in, as far as the data tell."""

    value: float
    low: float
    high: float


class Shrunk(NamedTuple):
    """Rates of groups under one prior.

    Attributes:
        overall: the rate of all groups together.
        strength: how many leads of the overall rate each group is lent.
        rates: by group.
    """

    overall: float
    strength: float
    rates: tuple[Estimate, ...]

    def rate(self, outcomes: int, leads: int, level: float) -> Estimate:
        """The rate of some leads of a group."""
        return _estimate(*self.beta(outcomes, leads), level)

    def beta(self, outcomes: int, leads: int) -> tuple[float, float]:
        """What is believed of that rate, as the two parameters of a beta distribution."""
        a = self.overall * self.strength + outcomes
        return a, (1 - self.overall) * self.strength + leads - outcomes


def shrunk(outcomes: Sequence[int], leads: Sequence[int], level: float) -> Shrunk | None:
    """The rates of groups by an empirical Bayes estimate; None where no group, or every lead, has an outcome.

    What the groups' rates are drawn from is a beta distribution around the overall rate. Its strength is that
    under which the counts are likeliest: groups that differ no more than chance makes them differ are drawn
    together, groups that differ keep their own.

    Args:
        outcomes, leads: by group.
        level: of the intervals, which leave as much out above as below.
    """
    k, n = np.asarray(outcomes, dtype=np.float64), np.asarray(leads, dtype=np.float64)
    if not 0 < k.sum() < n.sum():
        return None
    overall = float(k.sum() / n.sum())
    a, b = overall * _STRENGTHS[:, None], (1 - overall) * _STRENGTHS[:, None]
    likelihood = (betaln(a + k, b + n - k) - betaln(a, b)).sum(axis=1)
    strength = float(_STRENGTHS[int(np.argmax(likelihood))])
    found = Shrunk(overall, strength, ())
    return found._replace(rates=tuple(found.rate(*pair, level) for pair in zip(outcomes, leads, strict=True)))


def _estimate(a: float, b: float, level: float) -> Estimate:
    low, high = betaincinv(a, b, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(a / (a + b), float(low), float(high))
