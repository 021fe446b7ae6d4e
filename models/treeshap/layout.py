"""Lays a booster's trees out for the compiled passes, with the quadrature rule that each needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from models.treeshap.nodes import ABOVE, FIRST, ROW, SWITCH, Nodes, Rule
from models.treeshap.slots import CATEGORICAL, SET_THRESHOLD, key_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from models.treeshap.slots import Key
    from models.treeshap.trees import Tree

UNROLLED: Final = 16
"""Rules of up to so many points (multiples of 4) are compiled each for itself; longer ones share a loop."""


@dataclass(frozen=True)
class Placed:
    """One tree in the order of ``Nodes``.

    Attributes:
        link: per split the integers of ``Nodes.link`` but for the start in the table, left 0.
        number: per split the numbers of ``Nodes.number``.
        value: per node its value if it is a leaf.
        forks: how many splits have a split below them.
        depth: the most features that a leaf depends on.
    """

    link: list[tuple[int, ...]]
    number: list[tuple[float, float, float]]
    value: list[float]
    forks: int
    depth: int


def place(tree: Tree, slots: Mapping[Key, int], used: Mapping[int, int]) -> Placed:
    """Renumbers a tree's nodes and looks up what lies above each; ``used`` numbers the features in use."""
    splits = range(len(tree.feature))
    forks = [split for split in splits if tree.left[split] >= 0 or tree.right[split] >= 0]
    order = [*forks, *sorted(set(splits).difference(forks))]  # LightGBM numbers parents before children
    leaves = [child for split in order for child in _children(tree, split) if child < 0] or [~0]
    number_of = {node: number for number, node in enumerate([*order, *leaves])}
    values = [0.0] * len(order) + [tree.value[~leaf] for leaf in leaves]
    placed = Placed([], [], values, len(forks), 0)
    above: dict[int, dict[int, tuple[float, int]]] = {0: {}}  # by feature: its share and its switch
    depth = 0
    for here, split in enumerate(order):
        left, right = _children(tree, split)
        feature, path = tree.feature[split], above.pop(split)
        before, switch = path.get(feature, (1.0, FIRST))
        share = tree.cover_of(left) / tree.cover[split]
        slot = slots[key_of(tree, split)]
        placed.link.append((slot, number_of[left], number_of[right], used[feature], switch, 0))
        placed.number.append((_threshold(tree, split), share, before))
        above[left] = {**path, feature: (before * share, 2 * here + 2)}
        above[right] = {**path, feature: (before * (1.0 - share), 2 * here + 1)}
        depth = max(depth, len(above[left]))
    return Placed(placed.link, placed.number, values, len(forks), depth)


def lay_out(
    trees: Sequence[Tree], slots: Mapping[Key, int], used: Mapping[int, int]
) -> tuple[Nodes, tuple[Rule, ...]]:
    """All trees' nodes, and the rules that together explain every tree that has a split."""
    placed = [place(tree, slots, used) for tree in trees]
    splits = np.array([len(tree.link) for tree in placed], np.int64)
    points = np.array([points_for(tree.depth) for tree in placed], np.int64)
    nodes = Nodes(
        start=np.append(0, np.cumsum(splits)).astype(np.uint32),
        forks=np.array([tree.forks for tree in placed], np.uint32),
        link=np.array([link for tree in placed for link in tree.link], np.uint32).reshape(-1, 6),
        number=np.array([number for tree in placed for number in tree.number], np.float64).reshape(-1, 3),
        value=np.array([value for tree in placed for value in tree.value], np.float64),
    )
    lengths = sorted({int(q) for q in points if q})
    return nodes, tuple(_rule(q, points == q, splits, nodes) for q in lengths)


def points_for(depth: int) -> int:
    """How many points integrate the paths of ``depth`` features exactly, in a length that is compiled."""
    needed = (depth + 1) // 2
    unit = 4 if needed <= UNROLLED else 8
    return -(-needed // unit) * unit


def _rule(q: int, mine: NDArray[np.bool_], splits: NDArray[np.int64], nodes: Nodes) -> Rule:
    """The rule of ``q`` points for the trees ``mine``; writes their splits' starts in its table."""
    points, weights = np.polynomial.legendre.leggauss(q)
    t, weights = (points + 1.0) / 2.0, weights / 2.0
    at_split = np.repeat(mine, splits)
    again = at_split & (nodes.link[:, SWITCH] != FIRST)
    above = nodes.number[again, ABOVE][:, None]
    table = np.vstack([np.zeros(q), t, t / (above * (1.0 - t) + t)])
    nodes.link[at_split, ROW] = q
    nodes.link[again, ROW] = q * np.arange(2, len(table))
    return Rule(
        points=tuple(t.tolist()) if q <= UNROLLED else t,
        weight=weights / t**2,
        table=table.ravel(),
        trees=np.flatnonzero(mine).astype(np.uint32),
        splits=int(splits[mine].max()),
    )


def _children(tree: Tree, split: int) -> tuple[int, int]:
    return tree.left[split], tree.right[split]


def _threshold(tree: Tree, split: int) -> float:
    return SET_THRESHOLD if tree.decision[split] & CATEGORICAL else tree.threshold[split]
