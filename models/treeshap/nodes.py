"""Trees as the compiled passes read them: flat arrays, a tree's splits in the order they are visited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = tuple[float, ...] | NDArray[np.float64]

SLOT, LEFT, RIGHT, FEATURE, SWITCH, ROW = range(6)
LIMIT, SHARE, ABOVE = range(3)

FIRST: Final = 0
"""The switch that is always on: that of a feature not tested above."""


class Nodes(NamedTuple):
    """The nodes of all trees, tree after tree.

    Within a tree the root is 0, a parent comes before its children, and splits that have two leaves (tips)
    come after all others (forks). A child below the number of splits is a split, any other a leaf; leaves of
    forks come before leaves of tips.

    Everything that counts is unsigned, so that compiled code need not ask for indices below zero.

    Attributes:
        start: uint32 [trees + 1]; where each tree's splits begin.
        forks: uint32 [trees].
        link: uint32 [splits, 6]; slot, children, feature (its place in ``used``), switch, start in ``table``.
            Switches tell whether the row passed all edges of a feature: split s sets 2 s + 1 for its right
            side and 2 s + 2 for its left, and reads the one of the closest edge of its feature above.
        number: float64 [splits, 3]; threshold, share of the left child, share of the feature's edges above.
        value: float64 [splits + leaves]; of leaves, 0 for splits, each tree's from 2 start + tree on.
    """

    start: NDArray[np.uint32]
    forks: NDArray[np.uint32]
    link: NDArray[np.uint32]
    number: NDArray[np.float64]
    value: NDArray[np.float64]


class Rule(NamedTuple):
    """A quadrature rule and the trees it is exact for.

    Attributes:
        points: float64 [q], in a tuple up to 16 so that loops over them are unrolled, an array beyond.
        weight: float64 [q]; of the points, divided by t**2.
        table: float64 [any number * q]; vectors m: first zeros, then t, then those of the splits.
        trees: uint32 [trees of this rule].
        splits: the most splits of any of them.
    """

    points: Points
    weight: NDArray[np.float64]
    table: NDArray[np.float64]
    trees: NDArray[np.uint32]
    splits: int


@njit(forceinline=True)
def span(tree: np.int64, nodes: Nodes) -> tuple[np.int64, np.int64, np.int64]:
    """A tree's first split, its number of splits, and that of its forks."""
    first = np.int64(nodes.start[tree])
    return first, np.int64(nodes.start[tree + 1]) - first, np.int64(nodes.forks[tree])


@njit(cache=True, nogil=True)
def add_leaves(
    x: NDArray[np.float64],
    start: NDArray[np.uint32],
    forks: NDArray[np.uint32],
    link: NDArray[np.uint32],
    number: NDArray[np.float64],
    value: NDArray[np.float64],
    total: NDArray[np.float64],
) -> None:
    """Adds to ``total`` [n] the leaves that rows ``x`` [n, slots] reach, in the order of the trees."""
    nodes = Nodes(start, forks, link, number, value)
    for i in range(x.shape[0]):
        for tree in range(forks.size):
            first, splits, _ = span(np.int64(tree), nodes)
            child = 0
            while child < splits:
                goes_left = x[i, link[first + child, SLOT]] <= number[first + child, LIMIT]
                child = np.int64(link[first + child, LEFT if goes_left else RIGHT])
            total[i] += value[2 * first + tree + child]
