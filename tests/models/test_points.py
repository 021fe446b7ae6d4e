"""The scorecard: few attributes, round points, no repeats, and a fair curve."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from models.baselines import Points, fit_points
from models.baselines.bins import cut_column
from models.baselines.points import ATTRIBUTES, CAP, STEP
from models.rows import Rows

MISSING = np.nan


def rows(x: np.ndarray, y: np.ndarray, categorical: tuple[bool, ...] | None = None) -> Rows:
    n, features = x.shape
    return Rows(
        x=x.astype(np.float32),
        y=y.astype(float),
        weight=np.ones(n),
        lead=np.arange(n),
        as_of=np.arange(n),
        names=tuple(f"x{column}" for column in range(features)),
        categorical=categorical or (False,) * features,
    )


def drawn(seed: int, log_odds: np.ndarray) -> np.ndarray:
    return np.random.default_rng(seed).random(len(log_odds)) < 1 / (1 + np.exp(-log_odds))


def scorecard(training: Rows) -> Points:
    fitted = fit_points(training)
    assert isinstance(fitted, Points)
    return fitted


def test_doubled_odds_are_worth_twenty_points() -> None:
    flag = np.random.default_rng(0).integers(0, 2, 40_000)
    fitted = scorecard(rows(flag[:, None], drawn(1, -1.0 + 2 * log(2) * flag)))
    without, with_flag = fitted.total(np.array([[0.0], [1.0]], np.float32))
    assert with_flag - without == pytest.approx(40, abs=STEP)
    p = fitted.predict(np.array([[0.0], [1.0]], np.float32))
    assert p == pytest.approx([1 / (1 + np.exp(1)), 1 / (1 + np.exp(1 - 2 * log(2)))], abs=0.015)


@pytest.mark.parametrize("seed", range(3))
def test_points_are_round_and_few(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 1, (3000, 25))
    x[:, 0] *= 4
    fitted = scorecard(rows(x, drawn(seed, x @ np.r_[1.0, np.full(24, 0.9)] - 1)))
    assert 5 <= len(fitted.attributes) <= ATTRIBUTES
    for attribute in fitted.attributes:
        assert np.all(attribute.points % STEP == 0)
    p, total = fitted.predict(rows(x, x[:, 0] > 0).x), fitted.total(rows(x, x[:, 0] > 0).x)
    order = np.argsort(total, kind="stable")
    assert np.all(np.diff(p[order]) >= 0)


def test_a_level_that_decides_everything_is_capped() -> None:
    flag = np.arange(2000) % 2
    fitted = scorecard(rows(flag[:, None], flag))
    assert fitted.total(np.array([[0.0], [1.0]], np.float32)).tolist() == [-CAP, CAP]


def test_an_attribute_that_repeats_another_is_left_out() -> None:
    rng = np.random.default_rng(0)
    visits = rng.poisson(3, 5000)
    x = np.column_stack([visits, visits + (rng.random(5000) < 0.02), rng.normal(0, 1, 5000), visits * 10])
    fitted = scorecard(rows(x, drawn(1, 0.5 * visits - 2 + 0.5 * x[:, 2])))
    assert sorted(attribute.bins.column for attribute in fitted.attributes)[1:] == [2]


def test_noise_earns_no_points() -> None:
    rng = np.random.default_rng(0)
    fitted = scorecard(rows(rng.normal(0, 1, (5000, 20)), rng.random(5000) < 0.2))
    assert fitted.attributes == ()
    assert fitted.predict(np.zeros((2, 20), np.float32)) == pytest.approx([0.2, 0.2], abs=0.02)


def test_missing_and_rare_categories_have_points_of_their_own() -> None:
    rng = np.random.default_rng(0)
    source = rng.choice([0.0, 1.0, 2.0, MISSING], 8000)
    shift = np.where(np.isnan(source), -1.0, np.array([1.0, 0.0, -2.0])[np.nan_to_num(source).astype(int)])
    fitted = scorecard(rows(source[:, None], drawn(1, shift - 1), categorical=(True,)))
    total = fitted.total(np.array([[0.0], [1.0], [MISSING], [2.0]], np.float32))
    assert np.all(np.diff(total) < 0)
    assert fitted.predict(rows(source[:, None], shift > 0).x).mean() == pytest.approx(
        drawn(1, shift - 1).mean(), abs=0.01
    )


@pytest.mark.parametrize(
    ("values", "categorical", "cuts", "asked", "places"),
    [
        ([1, 2, 3, 4, 5], False, [1, 2, 3, 4], [0, 1, 1.5, 4, 99, MISSING], [0, 0, 1, 3, 4, 5]),
        ([0] * 9 + [7], False, [0], [-1, 0, 1, MISSING], [0, 0, 1, 2]),
        ([3, 3, 3], False, [], [3, 9, MISSING], [0, 0, 1]),
        ([MISSING, MISSING], False, [], [1, MISSING], [0, 1]),
        ([MISSING, MISSING], True, [], [1, MISSING], [0, 1]),
        ([4, 4, 2, MISSING], True, [2, 4], [2, 4, 3, MISSING], [0, 1, 2, 3]),
        ([*range(9), 0, 1, 2, 3, 4, 5, 6, 8], True, [0, 1, 2, 3, 4, 5, 6, 8], [7, 8], [8, 7]),
    ],
)
def test_columns_are_cut_into_few_bins(
    values: list[float], categorical: bool, cuts: list[float], asked: list[float], places: list[int]
) -> None:
    x = np.array(values, np.float32)[:, None]
    bins = cut_column(x, np.ones(len(x)), 0, categorical)
    assert bins.cuts.tolist() == cuts
    assert bins.place(np.array(asked, np.float32)[:, None]).tolist() == places
