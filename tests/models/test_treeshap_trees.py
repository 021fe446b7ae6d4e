"""Exact reasons on trees written out by hand or at random: every kind of split, any depth, damaged text."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.errors import BundleError
from models.treeshap import Explainer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FEATURES = 6
THRESHOLDS = [-math.inf, -2.5, -1.0, -1e-35, 0.0, 1.0000000180025095e-35, 0.5, 1.0, 3.0, math.inf]
VALUES = [
    *THRESHOLDS,
    math.nan,
    -0.0,
    1e-36,
    -1e-36,
    -0.5,
    2.0,
    31.0,
    32.0,
    64.0,
    1e9,
    2.0**31,
    -(2.0**31),
    1e300,
]


@dataclass
class Written:
    """A tree in the making; children and covers are filled in from the root down."""

    feature: list[int] = field(default_factory=list)
    threshold: list[float] = field(default_factory=list)
    decision: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    cover: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    leaf_cover: list[int] = field(default_factory=list)
    sets: list[int] = field(default_factory=list)

    def split(self, leaf: int, feature: int, threshold: float, decision: int, share: float) -> None:
        """Splits a leaf as LightGBM does: it stays on the left, a new leaf comes to the right."""
        here, cover = len(self.feature), self.leaf_cover[leaf]
        for side in (self.left, self.right):
            side[:] = [here if child == ~leaf else child for child in side]
        on_left = min(max(1, round(cover * share)), cover - 1)
        self.feature.append(feature)
        self.threshold.append(threshold)
        self.decision.append(decision)
        self.cover.append(cover)
        self.left.append(~leaf)
        self.right.append(~len(self.value))
        self.leaf_cover[leaf] = on_left
        self.leaf_cover.append(cover - on_left)
        self.value.append(math.sin(7.0 * here + 1.0))

    def text(self) -> str:
        sets = len(self.sets)
        lines = {
            "num_leaves": [len(self.value)],
            "num_cat": [sets],
            "split_feature": self.feature,
            "split_gain": [1] * len(self.feature),
            "threshold": [repr(float(t)) for t in self.threshold],
            "decision_type": self.decision,
            "left_child": self.left,
            "right_child": self.right,
            "leaf_value": [repr(v) for v in self.value],
            "leaf_weight": self.leaf_cover,
            "leaf_count": self.leaf_cover,
            "internal_value": [0] * len(self.feature),
            "internal_weight": self.cover,
            "internal_count": self.cover,
            **({"cat_boundaries": range(sets + 1), "cat_threshold": self.sets} if sets else {}),
            "is_linear": [0],
            "shrinkage": [1],
        }
        return "\n".join(f"{key}={' '.join(map(str, values))}" for key, values in lines.items())


def model(trees: list[Written], features: int = FEATURES) -> str:
    head = ["tree", "version=v4", "num_class=1", "num_tree_per_iteration=1", "label_index=0"]
    names = " ".join(f"f{i}" for i in range(features))
    head += [f"max_feature_idx={features - 1}", "objective=regression", f"feature_names={names}"]
    head += [f"feature_infos={' '.join(['none'] * features)}", ""]
    blocks = [f"Tree={number}\n{tree.text()}\n\n" for number, tree in enumerate(trees)]
    tail = ["end of trees", "", "parameters:", "end of parameters", "", "pandas_categorical:null", ""]
    return "\n".join([*head, *blocks, *tail])


def seed(cover: int = 1000) -> Written:
    return Written(value=[0.3], leaf_cover=[cover])


@st.composite
def trees(draw: st.DrawFn) -> Written:
    """Any tree of up to 25 splits; features come back on a path, as numbers and as categories."""
    tree = seed(draw(st.integers(40, 10_000)))
    for _ in range(draw(st.integers(0, 25))):
        room = [leaf for leaf, cover in enumerate(tree.leaf_cover) if cover > 1]
        categorical = draw(st.booleans()) and draw(st.booleans())
        if categorical:
            threshold, decision = float(len(tree.sets)), 1 | draw(st.sampled_from([0, 4, 8]))
            tree.sets.append(draw(st.integers(0, 2**32 - 1)))
        else:
            threshold = draw(st.sampled_from(THRESHOLDS))
            decision = draw(st.sampled_from([0, 2, 4, 6, 8, 10]))
        share = draw(st.floats(0.01, 0.99))
        tree.split(
            draw(st.sampled_from(room)), draw(st.integers(0, FEATURES - 1)), threshold, decision, share
        )
    return tree


ROW = st.lists(st.sampled_from(VALUES), min_size=FEATURES, max_size=FEATURES)


def assert_agrees(text: str, x: NDArray[np.float64]) -> None:
    booster, explainer = lightgbm.Booster(model_str=text), Explainer.from_text(text)
    assert explainer.obstacle is None
    expected = booster.predict(x, pred_contrib=True, num_threads=1)
    np.testing.assert_allclose(explainer.contributions(x), expected, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(explainer.margin(x), booster.predict(x, raw_score=True, num_threads=1))


@settings(max_examples=150, deadline=None)
@given(grown=st.lists(trees(), min_size=0, max_size=3), rows=st.lists(ROW, min_size=1, max_size=8))
def test_agrees_on_any_trees(grown: list[Written], rows: list[list[float]]) -> None:
    assert_agrees(model(grown), np.array(rows))


@settings(max_examples=30, deadline=None)
@given(tree=trees(), row=ROW)
def test_agrees_with_the_definition(tree: Written, row: list[float]) -> None:
    """Shapley's sum over all sets of known features, an unknown one going both ways as training rows did."""
    x = np.array([row])
    explainer = Explainer.from_text(model([tree]))
    goes_left = _goes_left(tree, x)
    worth = {known: _worth(tree, goes_left, set(known)) for known in _subsets(range(FEATURES))}
    shapley = np.zeros(FEATURES + 1)
    shapley[-1] = worth[()]
    for feature in range(FEATURES):
        for known in _subsets([other for other in range(FEATURES) if other != feature]):
            chance = 1.0 / (FEATURES * math.comb(FEATURES - 1, len(known)))
            shapley[feature] += chance * (worth[tuple(sorted((*known, feature)))] - worth[known])
    np.testing.assert_allclose(explainer.contributions(x)[0], shapley, rtol=0, atol=1e-12)


def _subsets(items: Sequence[int]) -> list[tuple[int, ...]]:
    return [subset for size in range(len(items) + 1) for subset in itertools.combinations(items, size)]


def _goes_left(tree: Written, x: NDArray[np.float64]) -> list[bool]:
    """Where each split sends a row, asked of LightGBM with a tree of that split alone."""
    stumps: list[Written] = []
    for feature, threshold, decision in zip(tree.feature, tree.threshold, tree.decision, strict=True):
        stump = seed()
        stump.split(0, feature, 0.0 if decision & 1 else threshold, decision, 0.5)
        stump.sets = [tree.sets[int(threshold)]] if decision & 1 else []
        stumps.append(stump)
    if not stumps:
        return []
    leaves = lightgbm.Booster(model_str=model(stumps)).predict(x, pred_leaf=True, num_threads=1)
    return [leaf == 0 for leaf in leaves[0]]


def _worth(tree: Written, goes_left: list[bool], known: set[int], node: int = 0) -> float:
    if not tree.feature or node < 0:
        return tree.value[~node if node < 0 else 0]
    left, right = tree.left[node], tree.right[node]
    if tree.feature[node] in known:
        return _worth(tree, goes_left, known, left if goes_left[node] else right)
    cover = tree.cover[left] if left >= 0 else tree.leaf_cover[~left]
    share = cover / tree.cover[node]
    sides = (_worth(tree, goes_left, known, side) for side in (left, right))
    return float(np.dot([share, 1.0 - share], [*sides]))


@pytest.mark.parametrize("depth", [1, 2, 7, 8, 9, 16, 17, 24, 25, 32, 33, 48, 49])
def test_exact_at_any_depth(depth: int) -> None:
    """Paths of as many features: the last depth for each number of points, and the first for the next.

    Beyond some 40 features LightGBM itself is off by more than 1e-12; the oracle adds up positive terms only.
    """
    chain = seed(2**30)
    kept = (100 / 2**30) ** (1 / depth)  # the smaller the shares, the more the high degrees matter
    for feature in range(depth):
        chain.split(feature, feature, 0.0, 8, 1 - kept)
    x = np.random.default_rng(depth).normal(size=(2, depth)) + 1.0
    text = model([chain], depth)
    expected = [_chain_shapley(chain, row <= 0.0) for row in x]
    np.testing.assert_allclose(
        Explainer.from_text(text).contributions(x)[:, :-1], expected, rtol=0, atol=1e-13
    )
    if depth <= 33:
        assert_agrees(text, x)


def _chain_shapley(chain: Written, goes_left: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Leaf by leaf, the integral of the product expanded in powers of t and 1 - t."""
    depth = len(chain.feature)
    shares = np.array(chain.leaf_cover[:depth]) / np.array(chain.cover)
    shapley = np.zeros(depth)
    for leaf in range(depth + 1):
        features = range(min(leaf + 1, depth))
        z = [shares[j] if j == leaf else 1.0 - shares[j] for j in features]
        o = [float(goes_left[j] == (j == leaf)) for j in features]
        for j in features:
            powers = np.ones(1)
            for i in features:
                if i != j:
                    powers = np.convolve(powers, [z[i], o[i]])
            size = len(powers)
            integral = sum(power / (size * math.comb(size - 1, k)) for k, power in enumerate(powers))
            shapley[j] += chain.value[leaf] * (o[j] - z[j]) * integral
    return shapley


def test_one_feature_all_the_way_down() -> None:
    chain = seed(2**30)
    for level in range(40):
        chain.split(level, level % 2, float(level), 0, 0.4)
    assert_agrees(model([chain]), np.random.default_rng(0).uniform(-1, 45, (200, FEATURES)))


def test_asks_lightgbm_where_no_training_row_came() -> None:
    empty = seed()
    empty.split(0, 0, 0.0, 0, 0.5)
    empty.cover, empty.leaf_cover = [500], [0, 500]
    text = model([empty])
    explainer, x = Explainer.from_text(text), np.array([[1.0] * FEATURES, [-1.0] * FEATURES])
    assert explainer.obstacle == "nodes that no training row reached"
    np.testing.assert_array_equal(explainer.margin(x), lightgbm.Booster(model_str=text).predict(x))
    assert explainer.contributions(x).shape == (2, FEATURES + 1)


DAMAGE = {
    "no model": ("tree\nversion", "hello\nversion"),
    "cut short": ("end of trees", ""),
    "a key is missing": ("leaf_value", "leaf_worth"),
    "not a number": ("left_child=1", "left_child=one"),
    "columns of different lengths": ("decision_type=0 0", "decision_type=0"),
    "a node with no parent or with two": ("right_child=-2 -3", "right_child=-2 -2"),
    "a node above its parent": ("left_child=1 -1", "left_child=-1 1"),
    "a feature beyond the model's 6": ("split_feature=0 0", "split_feature=0 6"),
    "a categorical split without its set": ("decision_type=0 0", "decision_type=0 1"),
}


@pytest.mark.parametrize("fault", DAMAGE)
def test_refuses_damaged_text(fault: str) -> None:
    """Where LightGBM itself may end the process."""
    tree = seed()
    tree.split(0, 0, 1.0, 0, 0.5)
    tree.split(0, 0, 0.0, 0, 0.5)
    whole, (old, new) = model([tree]), DAMAGE[fault]
    assert Explainer.from_text(whole).obstacle is None
    assert old in whole
    with pytest.raises(BundleError, match=fault if fault.startswith("a ") and "key" not in fault else "text"):
        Explainer.from_text(whole.replace(old, new))


def test_no_trees() -> None:
    explainer = Explainer.from_text(model([]))
    x = np.ones((3, FEATURES))
    assert not explainer.contributions(x).any()
    assert not explainer.margin(x).any()
