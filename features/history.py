"""A history: rows sorted by key and then time, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

MISSING = -1
"""The code of a text that is not there."""


@dataclass(frozen=True, eq=False)
class Coded:
    """A text column: ``values[codes[i]]`` is row i's text, and code -1 is none.

    Attributes:
        codes: int32 [rows].
        values: distinct texts.
    """

    codes: NDArray[np.int32]
    values: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str | None]) -> Coded:
        """Codes in the order of the texts, so that ascending codes are ascending texts."""
        values = tuple(sorted({text for text in texts if text is not None}))
        book: dict[str | None, int] = {None: MISSING}
        book.update((text, code) for code, text in enumerate(values))
        return cls(np.fromiter(map(book.__getitem__, texts), np.int32, len(texts)), values)

    @classmethod
    def empty(cls, rows: int) -> Coded:
        """No text in any row."""
        return cls(np.full(rows, MISSING, dtype=np.int32), ())

    def table(self, to: Mapping[str, int], other: int, missing: int = MISSING) -> NDArray[np.int32]:
        """By code, the code under another book: ``other`` for texts it does not list, ``missing`` last."""
        return np.array([*(to.get(text, other) for text in self.values), missing], dtype=np.int32)

    def mapped(self, to: Mapping[str, int], other: int, missing: int = MISSING) -> NDArray[np.int32]:
        """Each row's code under another book."""
        return self.table(to, other, missing)[self.codes]


@dataclass(frozen=True, eq=False)
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

    @property
    def keys(self) -> int:
        """How many keys there are."""
        return self.starts.size - 1

    def before(self, key: NDArray[np.int64], instant: NDArray[np.int64]) -> NDArray[np.int64]:
        """The place of each (key, instant): one past the key's last row dated strictly before the instant."""
        return _places(self.starts, self.at, key, instant)

    def key_of_row(self) -> NDArray[np.int64]:
        """The key of each row; [rows]."""
        return np.repeat(np.arange(self.keys, dtype=np.int64), np.diff(self.starts))


def starts_of(key: NDArray[np.int64], keys: int) -> NDArray[np.int64]:
    """Where each key's rows begin in a column of ascending keys; [keys + 1]."""
    return np.concatenate(([0], np.cumsum(np.bincount(key, minlength=keys)))).astype(np.int64)


@njit(cache=True, nogil=True)
def place_before(starts: NDArray[np.int64], at: NDArray[np.int64], key: int, instant: int) -> int:
    """One past a key's last row dated strictly before an instant."""
    low, high = starts[key], starts[key + 1]
    while low < high:
        middle = (low + high) // 2
        if at[middle] < instant:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True)
def _places(
    starts: NDArray[np.int64], at: NDArray[np.int64], key: NDArray[np.int64], instant: NDArray[np.int64]
) -> NDArray[np.int64]:
    place = np.empty(key.size, np.int64)
    for i in range(key.size):
        place[i] = place_before(starts, at, key[i], instant[i])
    return place
