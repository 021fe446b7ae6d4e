"""LightGBM's trees, read from the text that a booster is saved as."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from features.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Mapping

_END: Final = "\nend of trees"
_TREE: Final = "\nTree="


@dataclass(frozen=True)
class Tree:
    """One tree, in LightGBM's own numbering: a child >= 0 is a split, any other is the leaf ``~child``.

    Attributes:
        feature, threshold, decision, left, right, cover: one per split, the root first. ``decision`` holds
            bits: 1 categorical, 2 missing goes left, 4 and 8 what counts as missing (see ``slots``). The
            threshold of a categorical split is the number of its set.
        value, leaf_cover: one per leaf; covers are counts of training rows.
        sets: 32-bit words of each categorical split's bit set: the categories that go left.
        linear: whether leaves hold linear models; ``value`` is then not what the tree answers.
    """

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    decision: tuple[int, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    cover: tuple[int, ...]
    value: tuple[float, ...]
    leaf_cover: tuple[int, ...]
    sets: tuple[tuple[int, ...], ...]
    linear: bool

    def cover_of(self, child: int) -> int:
        """Training rows that reached a child."""
        return self.cover[child] if child >= 0 else self.leaf_cover[~child]

    @property
    def covered(self) -> bool:
        """Whether training rows reached every node, and each split shares all of its rows out."""
        children = ((self.cover_of(a), self.cover_of(b)) for a, b in zip(self.left, self.right, strict=True))
        pairs = zip(self.cover, children, strict=True)
        return all(a > 0 and b > 0 and cover == a + b for cover, (a, b) in pairs)

    @property
    def expected(self) -> float:
        """The tree's mean over its training rows, added up leaf by leaf as LightGBM does."""
        if not self.cover:
            return self.value[0]
        mean = 0.0
        for cover, value in zip(self.leaf_cover, self.value, strict=True):
            mean += cover / self.cover[0] * value
        return mean


@dataclass(frozen=True)
class Forest:
    """A booster's trees in order, its number of features, and how many trees each iteration has."""

    n_features: int
    per_iteration: int
    trees: tuple[Tree, ...]

    @property
    def obstacle(self) -> str | None:
        """Why the kernel cannot explain this booster; None where it can."""
        if self.per_iteration != 1:
            return f"{self.per_iteration} trees an iteration"
        if any(tree.linear for tree in self.trees):
            return "linear leaves"
        if not all(tree.covered for tree in self.trees):
            return "nodes that no training row reached"
        return None


def read(text: str) -> Forest:
    """The trees of a model text, as ``Booster.model_to_string`` writes it.

    Raises:
        BundleError: the text is cut short, or is not a model.
    """
    body, end, _ = text.partition(_END)
    head, *blocks = body.split(_TREE)
    if not end or not head.startswith("tree\n"):
        raise BundleError("the booster's text is cut short or is no LightGBM model; train again")
    try:
        keys = _keys(head)
        n_features = int(keys["max_feature_idx"]) + 1
        trees = tuple(_tree(_keys(block)) for block in blocks)
        per_iteration = int(keys["num_tree_per_iteration"])
    except (KeyError, ValueError) as error:
        raise BundleError(f"the booster's text is damaged ({error}); train again") from error
    for number, tree in enumerate(trees):
        if fault := _fault(tree, n_features):
            raise BundleError(f"the booster's text is damaged: tree {number} has {fault}; train again")
    return Forest(n_features, per_iteration, trees)


def _keys(block: str) -> dict[str, str]:
    parts = (line.partition("=") for line in block.splitlines())
    return {key: value for key, equals, value in parts if equals}


def _tree(keys: Mapping[str, str]) -> Tree:
    ends = _ints(keys["cat_boundaries"]) if int(keys["num_cat"]) else (0,)
    words = _ints(keys["cat_threshold"]) if int(keys["num_cat"]) else ()
    return Tree(
        feature=_ints(keys["split_feature"]),
        threshold=_floats(keys["threshold"]),
        decision=_ints(keys["decision_type"]),
        left=_ints(keys["left_child"]),
        right=_ints(keys["right_child"]),
        cover=_ints(keys["internal_count"]),
        value=_floats(keys["leaf_value"]),
        leaf_cover=_ints(keys["leaf_count"]) if int(keys["num_leaves"]) > 1 else (1,),
        sets=tuple(words[a:b] for a, b in itertools.pairwise(ends)),
        linear=keys.get("is_linear", "0") != "0",
    )


def _ints(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split()))


def _floats(text: str) -> tuple[float, ...]:
    return tuple(map(float, text.split()))


def _fault(tree: Tree, n_features: int) -> str | None:
    splits, leaves = len(tree.feature), len(tree.value)
    per_split = (tree.threshold, tree.decision, tree.left, tree.right, tree.cover)
    if leaves != splits + 1 or len(tree.leaf_cover) != leaves or any(len(c) != splits for c in per_split):
        return "columns of different lengths"
    if splits and sorted((*tree.left, *tree.right)) != [*range(-leaves, 0), *range(1, splits)]:
        return "a node with no parent or with two"
    if any(0 <= child <= parent for side in (tree.left, tree.right) for parent, child in enumerate(side)):
        return "a node above its parent"
    if not all(0 <= feature < n_features for feature in tree.feature):
        return f"a feature beyond the model's {n_features}"
    categorical = [t for t, decision in zip(tree.threshold, tree.decision, strict=True) if decision & 1]
    if not all(0 <= t < len(tree.sets) for t in categorical):
        return "a categorical split without its set"
    return None
