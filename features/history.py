"""A history: rows sorted by key and then time, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MISSING = -1
"""The code of a text that is not there."""


@dataclass(frozen=True)
class Coded:
    """A text column: ``values[codes[i]]`` is row i's text, and code -1 is none.

    Attributes:
        codes: int32 [rows].
        values: the distinct texts, in no particular order.
    """

    codes: NDArray[np.int32]
    values: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str | None]) -> Coded:
        """Codes in order of first appearance."""
        book: dict[str, int] = {}
        codes = [MISSING if text is None else book.setdefault(text, len(book)) for text in texts]
        return cls(np.array(codes, dtype=np.int32), tuple(book))

    @classmethod
    def empty(cls, rows: int) -> Coded:
        """No text in any row."""
        return cls(np.full(rows, MISSING, dtype=np.int32), ())

    def mapped(self, to: dict[str, int], other: int, missing: int = MISSING) -> NDArray[np.int32]:
        """Each row's code under another book: ``other`` for texts it does not list, ``missing`` for none."""
        table = np.array([to.get(text, other) for text in self.values] + [missing], dtype=np.int32)
        return table[self.codes]


@dataclass(frozen=True)
class History:
    """Rows of many keys: those of key k stand at ``starts[k]:starts[k + 1]``, in time order.

    Attributes:
        starts: int64 [keys + 1].
        at: int64 [rows], microseconds UTC, ascending within a key.
        columns: text columns, each [rows].
    """

    starts: NDArray[np.int64]
    at: NDArray[np.int64]
    columns: dict[str, Coded] = field(default_factory=dict[str, Coded])

    @classmethod
    def empty(cls, keys: int, *columns: str) -> History:
        """Keys to which nothing has happened."""
        none = np.empty(0, dtype=np.int64)
        return cls(np.zeros(keys + 1, dtype=np.int64), none, {name: Coded.empty(0) for name in columns})

    def before(self, key: NDArray[np.int64], instant: NDArray[np.int64]) -> NDArray[np.int64]:
        """The place of each (key, instant): one past the key's last row dated strictly before the instant."""
        return _places(self.starts, self.at, key, instant)

    def regrouped(self, group: NDArray[np.int64], groups: int) -> History:
        """The same instants under coarser keys (``group[key]``, or -1 to leave the key out); no columns."""
        of_row = np.repeat(group, np.diff(self.starts))
        kept = of_row >= 0
        of_row, at = of_row[kept], self.at[kept]
        order = np.lexsort((at, of_row))
        return History(starts_of(of_row[order], groups), at[order])


def starts_of(key: NDArray[np.int64], keys: int) -> NDArray[np.int64]:
    """Where each key's rows begin in a column of ascending keys; [keys + 1]."""
    return np.concatenate(([0], np.cumsum(np.bincount(key, minlength=keys)))).astype(np.int64)


@njit(cache=True, nogil=True)
def _places(
    starts: NDArray[np.int64], at: NDArray[np.int64], key: NDArray[np.int64], instant: NDArray[np.int64]
) -> NDArray[np.int64]:
    place = np.empty(key.size, np.int64)
    for i in range(key.size):
        low, high = starts[key[i]], starts[key[i] + 1]
        while low < high:
            middle = (low + high) // 2
            if at[middle] < instant[i]:
                low = middle + 1
            else:
                high = middle
        place[i] = low
    return place
