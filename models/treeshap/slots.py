"""A row as the trees look at it: one slot for each thing that splits compare.

LightGBM's splits differ in what they take for missing and where they send it. All of that depends on the
row's value alone, so it is settled once a row, and every split becomes ``slot <= threshold``:

- A numerical feature has one slot for each kind of split on it. Missing that goes left is -inf; missing that
  goes right is NaN, which no comparison holds for (+inf would: a split of missing from all else has an
  infinite threshold).
- Each set of categories some split sends left is a slot, 0 for a value in the set and 1 for any other.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from models.treeshap.trees import Tree

    Key = tuple[int, int | tuple[int, ...]]
    """A feature, and its splits' kind or set."""

CATEGORICAL: Final = 1
SET_THRESHOLD: Final = 0.5
"""Splits on a set compare its 0 or 1 with this."""

_MISSING_LEFT: Final = 2
_ZERO_IS_MISSING: Final = 4
_NAN_IS_MISSING: Final = 8
_ZERO: Final = float(np.float32(1e-35))
"""Whatever is nearer to zero than this is zero to LightGBM."""
_INT32: Final = 2.0**31


class Slots(NamedTuple):
    """The slots of a booster: first the numerical, then the sets.

    Attributes:
        feature, kind: int64 [numerical slots]; the column, and the decision bits of the splits.
        set_feature: int64 [sets], ascending; the column.
        word_start: int64 [sets + 1]; where each set's words begin.
        words: uint32 [words]; bit k of a set's words is on for category k.
    """

    feature: NDArray[np.int64]
    kind: NDArray[np.int64]
    set_feature: NDArray[np.int64]
    word_start: NDArray[np.int64]
    words: NDArray[np.uint32]


def key_of(tree: Tree, split: int) -> Key:
    """What a split compares: splits with equal keys share a slot."""
    decision = tree.decision[split]
    if decision & CATEGORICAL:
        return tree.feature[split], tree.sets[int(tree.threshold[split])]
    missing = decision & (_ZERO_IS_MISSING | _NAN_IS_MISSING)
    return tree.feature[split], decision & (missing | _MISSING_LEFT) if missing else 0


def slots_of(trees: Iterable[Tree]) -> tuple[Slots, Mapping[Key, int]]:
    """All slots the trees need, and the number of each split's slot by its key."""
    keys = dict.fromkeys(key_of(tree, split) for tree in trees for split in range(len(tree.feature)))
    numerical = [(feature, kind) for feature, kind in keys if isinstance(kind, int)]
    sets = sorted((feature, words) for feature, words in keys if isinstance(words, tuple))
    slots = Slots(
        feature=np.array([feature for feature, _ in numerical], np.int64),
        kind=np.array([kind for _, kind in numerical], np.int64),
        set_feature=np.array([feature for feature, _ in sets], np.int64),
        word_start=np.array([0, *itertools.accumulate(len(words) for _, words in sets)], np.int64),
        words=np.array([word for _, words in sets for word in words], np.uint32),
    )
    return slots, {key: slot for slot, key in enumerate([*numerical, *sets])}


@njit(cache=True, nogil=True)
def fill(
    x: NDArray[np.float64],
    feature: NDArray[np.int64],
    kind: NDArray[np.int64],
    set_feature: NDArray[np.int64],
    word_start: NDArray[np.int64],
    words: NDArray[np.uint32],
) -> NDArray[np.float64]:
    """The slots [n, slots] of rows ``x`` [n, features]; the other arguments are those of ``Slots``."""
    numerical, sets = feature.size, set_feature.size
    filled = np.empty((x.shape[0], numerical + sets), np.float64)
    for i in range(x.shape[0]):
        for s in range(numerical):
            filled[i, s] = _numerical(x[i, feature[s]], kind[s])
        category = np.int64(-1)
        for s in range(sets):
            if s == 0 or set_feature[s] != set_feature[s - 1]:
                category = _category(x[i, set_feature[s]])
            word = word_start[s] + (category >> 5)
            known = category >= 0 and word < word_start[s + 1]
            inside = (np.int64(words[word]) >> (category & 31)) & 1 if known else 0
            filled[i, numerical + s] = 1.0 - inside
    return filled


@njit(cache=True, nogil=True)
def _numerical(value: float, kind: int) -> float:
    if abs(value) <= _ZERO or (math.isnan(value) and not kind & _NAN_IS_MISSING):
        value = 0.0
    if (kind & _ZERO_IS_MISSING and value == 0.0) or (kind & _NAN_IS_MISSING and math.isnan(value)):
        return -math.inf if kind & _MISSING_LEFT else math.nan
    return value


@njit(cache=True, nogil=True)
def _category(value: float) -> np.int64:
    known = (
        -1.0 < value < _INT32
    )  # not NaN, negative, or what no 32-bit category holds; -0.5 is truncated to 0
    return np.int64(value) if known else np.int64(-1)
