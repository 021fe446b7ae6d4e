"""A feature's values cut where its leads are: for pictures of what it does, and of who has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from models.rows import Floats, Ints, Matrix

BINS: Final = 10
FEW: Final = 8
"""A number with at most so many values has a bin for each."""
CODES: Final = 8
"""Categories that are shown; the rarer ones stand together."""
UNKNOWN: Final = -1


class Bins(NamedTuple):
    """Where the values of a feature stand.

    Attributes:
        place: int64 [n], the bin of each row; UNKNOWN where the value is.
        low, high: [bins], the least and the largest value in each bin; of a category its code, or NaN for
            those that stand together.
    """

    place: Ints
    low: Floats
    high: Floats


def bins_of(values: Matrix | Floats, weight: Floats, *, categorical: bool, most: int = BINS) -> Bins:
    """About ``most`` bins of equal weight, runs of equal values whole; or the commonest categories."""
    given = np.asarray(values, np.float64)
    known = ~np.isnan(given)
    seen, of = np.unique(given[known], return_inverse=True)
    mass = np.bincount(of, weight[known], seen.size).astype(np.float64)
    if categorical:
        bin_of, low, high = _codes(seen, mass)
    else:
        bin_of = _even(mass, most)
        low, high = seen[np.diff(bin_of, prepend=-1) > 0], seen[np.diff(bin_of, append=bin_of.size) > 0]
    place = np.full(given.size, UNKNOWN, np.int64)
    place[known] = bin_of[of]
    return Bins(place, low, high)


def _even(mass: Floats, most: int) -> Ints:
    """The bin of each distinct value: where the middle of its weight lies in the whole."""
    if mass.size <= FEW:
        return np.arange(mass.size)
    middle = np.cumsum(mass) - mass / 2
    bins = np.minimum((middle / mass.sum() * most).astype(np.int64), most - 1)
    return np.unique(bins, return_inverse=True)[1].astype(np.int64)


def _codes(seen: Floats, mass: Floats) -> tuple[Ints, Floats, Floats]:
    order = np.argsort(-mass, kind="stable")
    bins = np.empty(seen.size, np.int64)
    bins[order] = np.minimum(np.arange(seen.size), CODES)
    value = seen[order[:CODES]]
    if seen.size > CODES:
        value = np.append(value, np.nan)
    return bins, value, value
