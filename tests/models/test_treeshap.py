"""Exact reasons agree with LightGBM's own, however the booster came about."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np
import pytest

from features.errors import BundleError
from models.treeshap import Explainer

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CATEGORICAL = 5
BASE = {
    "objective": "binary",
    "num_leaves": 12,
    "min_data_in_leaf": 3,
    "learning_rate": 0.3,
    "min_data_per_group": 5,
    "cat_smooth": 1.0,
    "num_threads": 1,
    "verbose": -1,
    "seed": 1,
}
BOOSTERS: dict[str, dict[str, Any]] = {
    "plain": {},
    "dart": {"boosting": "dart", "drop_rate": 0.5},
    "random forest": {"boosting": "rf", "bagging_fraction": 0.6, "bagging_freq": 1},
    "goss": {"data_sample_strategy": "goss"},
    "bagging": {"bagging_fraction": 0.5, "bagging_freq": 1, "feature_fraction": 0.5},
    "zero as missing": {"zero_as_missing": True},
    "missing is zero": {"use_missing": False},
    "quantised gradients": {"use_quantized_grad": True, "quant_train_renew_leaf": True},
    "regression": {"objective": "regression_l1"},
    "monotone, smoothed": {"monotone_constraints": [1, 0, -1, 0, 0, 0, 0, 0], "path_smooth": 2.0},
    "categories one by one": {"max_cat_to_onehot": 100},
    "coarse bins": {"max_bin": 4},
    "single leaves": {"min_data_in_leaf": 10_000},
    "few splits": {"min_gain_to_split": 15.0},
    "stumps": {"num_leaves": 2},
    "31 leaves": {"num_leaves": 31},
    "127 leaves": {"num_leaves": 127, "min_data_in_leaf": 1, "min_sum_hessian_in_leaf": 0.0},
    "extra trees": {"extra_trees": True, "num_leaves": 60, "min_data_in_leaf": 1},
}


ODD = [np.nan, 0.0, -0.0, 1e-36, -1e-36, 1e-35, np.inf, -np.inf, -1.0, -0.5, -7.0, 3.7, 99.0, 2.0**31, 1e300]


def world(rows: int = 1500, seed: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Numbers with missing and zeros, two of them categories; and an outcome that depends on all of that."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(rows, 8))
    x[:, CATEGORICAL:7] = random.integers(0, (40, 5), (rows, 2))
    x[:, 7] = np.round(x[:, 7])
    x[random.random(x.shape) < 0.1] = np.nan
    x[random.random(x.shape) < 0.1] = 0.0
    known = np.nan_to_num(x, nan=1.0)
    score = known[:, 0] * known[:, 1] + np.sin(3 * known[:, 2]) + (known[:, CATEGORICAL] % 3) - known[:, 7]
    return x, (score + random.normal(size=rows) > 0.5).astype(np.float64)


def trained(rounds: int = 12, **parameters: Any) -> lightgbm.Booster:
    x, y = world()
    data = lightgbm.Dataset(x, y, categorical_feature=[CATEGORICAL, CATEGORICAL + 1])
    return lightgbm.train(BASE | parameters, data, rounds)


def unkind(rows: int = 400) -> NDArray[np.float64]:
    """Rows as training saw them, and what it never saw, in every column."""
    x, _ = world(rows, seed=7)
    random = np.random.default_rng(9)
    odd = [
        np.nan,
        0.0,
        -0.0,
        1e-36,
        -1e-36,
        1e-35,
        np.inf,
        -np.inf,
        -1.0,
        -0.5,
        -7.0,
        3.7,
        99.0,
        2.0**31,
        1e300,
    ]
    at = random.random(x.shape) < 0.3
    x[at] = random.choice(odd, at.sum())
    return x


@pytest.mark.parametrize("name", BOOSTERS)
def test_agrees_with_lightgbm(name: str) -> None:
    booster, x = trained(**BOOSTERS[name]), unkind()
    explainer = Explainer.of(booster)
    expected = booster.predict(x, pred_contrib=True)
    scale = max(1.0, np.abs(expected).max())
    assert explainer.obstacle is None
    np.testing.assert_allclose(explainer.contributions(x), expected, rtol=0, atol=1e-12 * scale)
    np.testing.assert_array_equal(explainer.margin(x), booster.predict(x, raw_score=True))


def test_agrees_after_a_refit_and_up_to_the_best_iteration() -> None:
    x, y = world(600, seed=3)
    refitted = trained().refit(x, y, decay_rate=0.5)
    stopped = trained()
    stopped.best_iteration = 5
    for booster in (refitted, stopped):
        contributions = Explainer.of(booster).contributions(x)
        np.testing.assert_allclose(contributions, booster.predict(x, pred_contrib=True), rtol=0, atol=1e-12)


def test_contributions_add_up_to_the_margin() -> None:
    explainer = Explainer.of(trained(num_leaves=31, rounds=100))
    x = unkind()
    np.testing.assert_allclose(
        explainer.contributions(x).sum(axis=1), explainer.margin(x), rtol=0, atol=1e-12
    )


def test_a_row_does_not_depend_on_its_neighbours() -> None:
    explainer, x = Explainer.of(trained(num_leaves=60, rounds=20)), unkind()
    together, margins = explainer.contributions(x), explainer.margin(x)
    order = np.random.default_rng(0).permutation(len(x))
    np.testing.assert_array_equal(explainer.contributions(x[order]), together[order])
    for row in range(0, len(x), 40):
        np.testing.assert_array_equal(explainer.contributions(x[row : row + 1])[0], together[row])
        np.testing.assert_array_equal(explainer.margin(x[row : row + 1])[0], margins[row])
    with ThreadPoolExecutor(4) as pool:
        for other in pool.map(explainer.contributions, [x] * 8):
            np.testing.assert_array_equal(other, together)


def test_what_holds_the_numbers_does_not_matter() -> None:
    explainer, x = Explainer.of(trained()), unkind()
    x = np.where(np.isfinite(x), np.clip(x, -1e30, 1e30), x).astype(np.float32)
    expected = explainer.contributions(x.astype(np.float64))
    read_only = x.astype(np.float64)
    read_only.flags.writeable = False
    for same in (x, np.asfortranarray(x), np.repeat(x, 2, axis=0)[::2], read_only):
        np.testing.assert_array_equal(explainer.contributions(same), expected)


def test_no_rows() -> None:
    explainer, none = Explainer.of(trained()), np.empty((0, 8))
    assert explainer.contributions(none).shape == (0, 9)
    assert explainer.margin(none).shape == (0,)


@pytest.mark.parametrize(
    "x",
    [np.zeros(8), np.zeros((2, 7)), np.zeros((2, 9)), np.zeros((2, 8), np.int64), np.zeros((2, 8), object)],
    ids=lambda x: f"{x.dtype}{x.shape}",
)
def test_refuses_other_rows(x: Any) -> None:
    explainer = Explainer.of(trained(rounds=1))
    for ask in (explainer.contributions, explainer.margin):
        with pytest.raises(ValueError, match=r"rows must be float32 or float64 \[n, 8\]"):
            ask(x)


@pytest.mark.parametrize(
    "parameters", [{}, {"objective": "multiclass", "num_class": 2}], ids=["compiled", "asks"]
)
def test_survives_a_file(parameters: dict[str, Any], tmp_path: Path) -> None:
    explainer, x = Explainer.of(trained(num_leaves=31, **parameters)), unkind()
    np.savez(tmp_path / "explainer.npz", **explainer.to_arrays())
    with np.load(tmp_path / "explainer.npz", allow_pickle=False) as arrays:
        again = Explainer.from_arrays(arrays)
    assert again.obstacle == explainer.obstacle
    np.testing.assert_array_equal(again.contributions(x), explainer.contributions(x))
    np.testing.assert_array_equal(again.margin(x), explainer.margin(x))


def test_names_the_array_that_is_missing() -> None:
    arrays = Explainer.of(trained()).to_arrays()
    for name in arrays:
        if name.endswith(".table"):  # whose absence is that of a rule
            continue
        with pytest.raises(BundleError, match=name):
            Explainer.from_arrays({key: array for key, array in arrays.items() if key != name})


def test_asks_lightgbm_about_several_classes() -> None:
    booster, x = trained(objective="multiclass", num_class=2), unkind()
    explainer = Explainer.of(booster)
    assert explainer.obstacle == "2 trees an iteration"
    np.testing.assert_array_equal(explainer.contributions(x), booster.predict(x, pred_contrib=True))
    np.testing.assert_array_equal(explainer.margin(x), booster.predict(x, raw_score=True))


def test_asks_lightgbm_about_linear_leaves() -> None:
    x, y = world()
    x = np.nan_to_num(x)
    booster = lightgbm.train(BASE | {"linear_tree": True}, lightgbm.Dataset(x, y), 3)
    explainer = Explainer.of(booster)
    assert explainer.obstacle == "linear leaves"
    np.testing.assert_array_equal(explainer.margin(x), booster.predict(x, raw_score=True))
    with pytest.raises(lightgbm.basic.LightGBMError, match="not implemented for linear trees"):
        explainer.contributions(x)


def test_kernel_needs_no_lightgbm() -> None:
    """A service that reads arrays starts without LightGBM, pandas and scikit-learn."""
    code = (
        "import sys, models.treeshap.kernel; from models.treeshap import Explainer; "
        "print(sorted({'lightgbm', 'pandas', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_second_process_compiles_nothing(tmp_path: Path) -> None:
    explainer = Explainer.of(trained())
    explainer.contributions(unkind())
    np.savez(tmp_path / "explainer.npz", **explainer.to_arrays())
    code = f"""
import numpy as np
from models.treeshap import Explainer, kernel, nodes, slots
with np.load({str(tmp_path / "explainer.npz")!r}) as arrays:
    explainer = Explainer.from_arrays(arrays)
explainer.contributions(np.zeros((1, 8))), explainer.margin(np.zeros((1, 8)))
compiled = (kernel.add_shap, nodes.add_leaves, slots.fill)
print([(bool(f.stats.cache_hits), bool(f.stats.cache_misses)) for f in compiled])
"""
    explainer.margin(unkind())
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str([(True, False)] * 3)
