"""Themes that say nearly the same stand together, whatever their order and scale."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from models.drivers.gain import gains
from models.drivers.kindred import kindred, spearman
from models.drivers.steadiness import bands


@pytest.fixture
def x() -> np.ndarray:
    """Features 0, 1 and 4 nearly the same, 2 alone, 3 constant."""
    random = np.random.default_rng(0)
    first, other = random.normal(size=(2, 400))
    noise = 0.2 * random.normal(size=(2, 400))
    return np.column_stack([first, -first + noise[0], other, np.ones(400), first + noise[1]]).astype(
        np.float32
    )


def test_ranks_correlate_as_spearman_said(x: np.ndarray) -> None:
    coarse = np.round(x[:, :3], 0)
    np.testing.assert_allclose(spearman(coarse), spearmanr(coarse).statistic, atol=1e-9)


def test_what_correlates_stands_together(x: np.ndarray) -> None:
    numbers = np.zeros(5, bool)
    assert kindred(x, numbers, np.arange(5)).tolist() == [0, 0, 1, 2, 0]
    curved = x.copy()
    curved[:, 0] = np.exp(curved[:, 0])
    assert kindred(curved, numbers, np.arange(5)).tolist() == [0, 0, 1, 2, 0]
    assert kindred(x[:, ::-1], numbers, np.arange(5)).tolist() == [0, 1, 2, 0, 0]


def test_a_theme_is_never_torn_apart_and_codes_are_not_compared(x: np.ndarray) -> None:
    numbers = np.zeros(5, bool)
    assert kindred(x, numbers, np.array([0, 1, 0, 2, 1])).tolist() == [0, 0, 1]
    codes = np.array([True, False, False, False, True])
    assert kindred(x, codes, np.arange(5)).tolist() == [0, 1, 2, 3, 4]


def test_no_chain_joins_what_is_far_apart() -> None:
    random = np.random.default_rng(1)
    steps = [random.normal(size=2000)]
    for _ in range(5):
        steps.append(0.8 * steps[-1] + 0.6 * random.normal(size=2000))
    x = np.column_stack(steps).astype(np.float32)
    group, rho = kindred(x, np.zeros(6, bool), np.arange(6)), np.abs(spearman(x))
    assert len(set(group.tolist())) > 1
    assert all(rho[a, b] >= 0.7 for a in range(6) for b in range(6) if group[a] == group[b])


def test_nothing_to_group() -> None:
    assert kindred(np.zeros((3, 0), np.float32), np.zeros(0, bool), np.zeros(0, int)).tolist() == []


def test_gains_are_lightgbms_own() -> None:
    lightgbm = pytest.importorskip("lightgbm")
    random = np.random.default_rng(2)
    x = random.normal(size=(500, 4))
    y = (x[:, 1] + 0.5 * x[:, 3] + random.normal(size=500) > 0).astype(float)
    data = lightgbm.Dataset(x, y)
    booster = lightgbm.train({"objective": "binary", "verbosity": -1, "num_threads": 1}, data, 8)
    found = gains(booster.model_to_string(), 4)
    np.testing.assert_allclose(found, booster.feature_importance("gain"), rtol=1e-4)


def test_bands_of_ranks_in_words() -> None:
    told = [{"a": 3.0, "b": 2.0, "c": 1.0}, {"a": 2.0, "b": 3.0}, {"a": 3.0, "b": 2.0, "c": 4.0, "d": 1.0}]
    first, second, third, last = bands(told, 10)
    assert [one.theme for one in (first, second, third, last)] == ["c", "a", "b", "d"]
    assert second.ranks == (1, 2, 2)
    assert second.words == "1st to 2nd over 3 trainings"
    assert first.words == "known in 2 of 3 trainings: too few to say"
    assert len(bands(told, 2)) == 2
    assert bands([], 2) == ()
