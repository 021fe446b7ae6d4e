"""The one order of a history: by key, then time, then the row's texts, those that are missing last.

Rows are dealt out to their keys and each key's few rows sorted where they lie. Keys are dealt with in
shares, one a thread, which also keeps the dealing within the processor's caches.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from features.history import Coded, History

if TYPE_CHECKING:
    from numpy.typing import NDArray

Index = np.int32 | np.int64
ROWS_PER_SHARE: Final = 2_000_000
_RUN: Final = 16


def sorted_history(
    key: NDArray[Index], at: NDArray[np.int64], keys: int, columns: dict[str, Coded]
) -> History:
    """The rows in order; rows alike in everything keep no order of their own.

    Args:
        key: [rows], below ``keys``.
        at: [rows], microseconds UTC.
        keys: how many keys there are.
        columns: [rows] each; ties in time are settled by the first that differs, in the order of its values.
    """
    telling = [coded.codes for coded in columns.values() if coded.values]
    codes = np.array(telling, np.int32) if telling else np.empty((0, at.size), np.int32)
    starts = _counted(key, keys)
    order, ordered_at, ordered = np.empty(at.size, np.int32), np.empty_like(at), np.empty_like(codes)

    def share(first: int, last: int) -> None:
        _sort_share(key, at, codes, starts, first, last, order, ordered_at, ordered)

    shares = 1 + at.size // ROWS_PER_SHARE
    if shares == 1:
        share(0, keys)
    else:
        bounds = [keys * number // shares for number in range(shares + 1)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(share, bounds[:-1], bounds[1:]))
    taken = iter(ordered)
    return History(
        starts,
        ordered_at,
        {
            name: Coded(next(taken), coded.values) if coded.values else coded
            for name, coded in columns.items()
        },
    )


@njit(cache=True, nogil=True)
def _sort_share(
    key: NDArray[Index],
    at: NDArray[np.int64],
    codes: NDArray[np.int32],
    starts: NDArray[np.int64],
    first: int,
    last: int,
    order: NDArray[np.int32],
    ordered_at: NDArray[np.int64],
    ordered: NDArray[np.int32],
) -> None:
    """The rows of the keys ``first:last``, dealt out, sorted, and their codes taken."""
    _deal(key, at, starts, first, last, order, ordered_at)
    _sort_keys(starts, first, last, order, ordered_at, codes)
    for column in range(codes.shape[0]):
        for row in range(starts[first], starts[last]):
            ordered[column, row] = codes[column, order[row]]


@njit(cache=True, nogil=True)
def _counted(key: NDArray[Index], keys: int) -> NDArray[np.int64]:
    """Where each key's rows begin."""
    starts = np.zeros(keys + 1, np.int64)
    for row in range(key.size):
        starts[key[row] + 1] += 1
    for k in range(keys):
        starts[k + 1] += starts[k]
    return starts


@njit(cache=True, nogil=True)
def _deal(
    key: NDArray[Index],
    at: NDArray[np.int64],
    starts: NDArray[np.int64],
    first: int,
    last: int,
    order: NDArray[np.int32],
    ordered_at: NDArray[np.int64],
) -> None:
    place = starts[first:last].copy()
    for row in range(key.size):
        k = key[row] - first
        if 0 <= k < place.size:
            order[place[k]], ordered_at[place[k]] = row, at[row]
            place[k] += 1


@njit(cache=True, nogil=True)
def _sort_keys(
    starts: NDArray[np.int64],
    first: int,
    last: int,
    order: NDArray[np.int32],
    at: NDArray[np.int64],
    codes: NDArray[np.int32],
) -> None:
    """A merge sort of each key's rows, over short runs sorted by insertion; what is in order stays."""
    spare_order, spare_at = np.empty(0, np.int32), np.empty(0, np.int64)
    for k in range(first, last):
        low, high = starts[k], starts[k + 1]
        for begin in range(low, high, _RUN):
            for to in range(begin + 1, min(begin + _RUN, high)):
                row, instant, free = order[to], at[to], to
                while free > begin and _before(instant, row, at[free - 1], order[free - 1], codes):
                    order[free], at[free] = order[free - 1], at[free - 1]
                    free -= 1
                order[free], at[free] = row, instant
        if spare_at.size < high - low:
            spare_order, spare_at = np.empty(2 * (high - low), np.int32), np.empty(2 * (high - low), np.int64)
        width = _RUN
        while width < high - low:
            for begin in range(low, high - width, 2 * width):
                end = min(begin + 2 * width, high)
                _merge(begin, begin + width, end, order, at, codes, spare_order, spare_at)
            width *= 2


@njit(cache=True, nogil=True)
def _merge(
    begin: int,
    middle: int,
    end: int,
    order: NDArray[np.int32],
    at: NDArray[np.int64],
    codes: NDArray[np.int32],
    spare_order: NDArray[np.int32],
    spare_at: NDArray[np.int64],
) -> None:
    if not _before(at[middle], order[middle], at[middle - 1], order[middle - 1], codes):
        return
    left = middle - begin
    spare_order[:left], spare_at[:left] = order[begin:middle], at[begin:middle]
    i, j, to = 0, middle, begin
    while i < left:
        if j < end and _before(at[j], order[j], spare_at[i], spare_order[i], codes):
            order[to], at[to] = order[j], at[j]
            j += 1
        else:
            order[to], at[to] = spare_order[i], spare_at[i]
            i += 1
        to += 1


@njit(cache=True, nogil=True)
def _before(instant: int, row: int, other_instant: int, other: int, codes: NDArray[np.int32]) -> bool:
    """Whether a row must stand before another."""
    if instant != other_instant:
        return instant < other_instant
    for column in range(codes.shape[0]):
        code, other_code = codes[column, row], codes[column, other]
        if code != other_code:
            return other_code < 0 or 0 <= code < other_code
    return False
