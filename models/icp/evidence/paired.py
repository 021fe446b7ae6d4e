"""Shares under two sets of rules on the same leads, and how far their difference is from chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from models.icp.evidence.rates import Rate, rate

if TYPE_CHECKING:
    from models.rows import Bools, Floats, Ints

_DRAWS: Final = 400
_ENOUGH: Final = 0.9


class Pair(NamedTuple):
    """A share under the old rules and the new, and new minus old with its 95 % interval; None: too few."""

    old: Rate
    new: Rate
    difference: float | None
    low: float | None
    high: float | None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {**self._asdict(), "old": self.old.to_json(), "new": self.new.to_json()}


def pair(y: tuple[Floats, Floats], among: tuple[Bools, Bools], cluster: Ints, seed: int) -> Pair:
    """The share of ``y`` among some leads, under the old rules and under the new.

    Accounts are drawn with replacement, the same for both, so what they have in common cancels.

    Args:
        y: 0 or 1, old and new. [n] each
        among: the leads that count, old and new. [n] each
        cluster: the accounts. [n]
        seed: of the draws.
    """
    old, new = (rate(one[some], cluster[some]) for one, some in zip(y, among, strict=True))
    if old.rate is None or new.rate is None:
        return Pair(old, new, None, None, None)
    _, place = np.unique(cluster, return_inverse=True)
    columns = [column for one, some in zip(y, among, strict=True) for column in (one * some, some)]
    sums = np.column_stack([np.bincount(place, column) for column in columns])
    random = np.random.default_rng(seed)
    drawn = np.array([_drawn(random, len(sums)) @ sums for _ in range(_DRAWS)])
    told = (drawn[:, 1] > 0) & (drawn[:, 3] > 0)
    if told.mean() < _ENOUGH:
        return Pair(old, new, new.rate - old.rate, None, None)
    apart = drawn[told, 2] / drawn[told, 3] - drawn[told, 0] / drawn[told, 1]
    low, high = np.quantile(apart, [0.025, 0.975]).tolist()
    return Pair(old, new, new.rate - old.rate, low, high)


def _drawn(random: np.random.Generator, size: int) -> Ints:
    return np.bincount(random.integers(0, size, size), minlength=size)
