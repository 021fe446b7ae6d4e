"""How well a forecast orders the leads, again and again under other weights; sorted only once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from models.rows import Bools, Floats, Ints


class Precision(NamedTuple):
    """Average precision, as ``models.metrics``; ``last`` marks where a run of equal forecasts ends."""

    order: Ints
    y: Floats
    last: Bools

    @classmethod
    def of(cls, y: Floats, p: Floats) -> Self:
        """Of forecasts ``p`` [n] of outcomes ``y`` [n]."""
        order = np.argsort(-p, kind="stable")
        return cls(order, y[order], _last(p[order]))

    def __call__(self, weight: Floats) -> float:
        """NaN where nobody, or everybody, converts."""
        return _precision(self.y, weight[self.order], self.last)


class Lists(NamedTuple):
    """Weekly lists: every lead that was looked at in a week, as it stood at its first look of that week.

    Attributes:
        rows: of all lists, one after the other.
        starts: where each begins, and where the last ends.
        share: of each list, that can be worked.
    """

    rows: Ints
    starts: Ints
    share: Floats

    @classmethod
    def of(cls, lead: Ints, week: Ints, capacity: int | None, share: float) -> Self:
        """The lists of moments [n], ascending by lead and instant.

        Args:
            capacity: how many leads can be worked in a week.
            share: of each list, where no capacity is agreed.
        """
        _, rows = np.unique(np.stack((week, lead)), axis=1, return_index=True)
        starts = np.append(np.unique(week[rows], return_index=True)[1], rows.size)
        sizes = np.diff(starts)
        worked = np.full(sizes.size, share) if capacity is None else np.minimum(1.0, capacity / sizes)
        return cls(rows, starts, worked)


class Capture(NamedTuple):
    """The share of conversions that stands where sales gets to on the weekly lists."""

    lists: Lists
    order: Ints
    y: Floats
    last: Bools

    @classmethod
    def of(cls, y: Floats, p: Floats, lists: Lists) -> Self:
        """Of forecasts ``p`` [n] that order the lists."""
        number = np.repeat(np.arange(lists.share.size), np.diff(lists.starts))
        listed = p[lists.rows]
        place = np.lexsort((-listed, number))
        last = _last(listed[place]) | np.append(np.diff(number), 1).astype(bool)
        order = lists.rows[place]
        return cls(lists, order, y[order], last)

    def __call__(self, weight: Floats) -> float:
        """NaN where nobody on the lists converts; within equal forecasts, as drawing by lot would find."""
        return _captured(self.y, weight[self.order], self.last, self.lists.starts, self.lists.share)


def _last(p: Floats) -> Bools:
    return np.append(p[1:] != p[:-1], p.size > 0)


@njit(cache=True, nogil=True)
def _precision(y: Floats, weight: Floats, last: Bools) -> float:
    positive = total = before = area = 0.0
    for row in range(y.size):
        positive += weight[row] * y[row]
        total += weight[row]
        if last[row]:
            if total > 0:
                area += (positive - before) * positive / total
            before = positive
    return area / positive if 0 < positive < total else np.nan


@njit(cache=True, nogil=True)
def _captured(y: Floats, weight: Floats, last: Bools, starts: Ints, share: Floats) -> float:
    found = positive = 0.0
    for one in range(share.size):
        left = share[one] * weight[starts[one] : starts[one + 1]].sum()
        run = converted = 0.0
        for row in range(starts[one], starts[one + 1]):
            run += weight[row]
            converted += weight[row] * y[row]
            positive += weight[row] * y[row]
            if last[row]:
                if run > 0 and left > 0:
                    found += converted * min(1.0, left / run)
                left -= run
                run = converted = 0.0
    return found / positive if positive > 0 else np.nan
