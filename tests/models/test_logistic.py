"""Logistic regression: its columns, its penalty, and the truth where the world is linear."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from models.baselines import BaseRate, Logistic, fit_logistic
from models.baselines.design import BOUND, LEVEL_WEIGHT, fit_design
from models.baselines.logistic import PENALTIES, later_leads
from models.rows import Rows, weigh_leads_alike

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


def linear(seed: int, n: int, features: int = 10) -> tuple[Rows, np.ndarray]:
    """A world where log-odds are linear in normal columns, and its true probabilities."""
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 1, (n, features))
    truth = 1 / (1 + np.exp(1 - x @ np.linspace(-1, 1, features)))
    return rows(x, rng.random(n) < truth), truth


def logistic(training: Rows) -> Logistic:
    fitted = fit_logistic(training)
    assert isinstance(fitted, Logistic)
    return fitted


def test_it_finds_the_truth_of_a_linear_world() -> None:
    fitted = logistic(linear(0, 20_000)[0])
    later, truth = linear(1, 1000)
    assert np.abs(fitted.predict(later.x) - truth).mean() < 0.015


def test_it_is_scikit_learns_ridge_on_standardised_columns() -> None:
    training, _ = linear(0, 2000)
    fitted = logistic(training)
    matrix = fitted.design.matrix(training.x)
    oracle = LogisticRegression(C=fitted.penalty, solver="newton-cholesky", tol=1e-9).fit(matrix, training.y)
    assert fitted.coefficients == pytest.approx(oracle.coef_[0], abs=2e-3)
    assert fitted.predict(training.x) == pytest.approx(oracle.predict_proba(matrix)[:, 1], abs=2e-3)


def test_noise_is_held_down_and_signal_let_through() -> None:
    rng = np.random.default_rng(0)
    noise = logistic(rows(rng.normal(0, 1, (400, 60)), rng.random(400) < 0.3))
    assert noise.penalty == PENALTIES[0]
    assert noise.predict(rng.normal(0, 1, (200, 60)).astype(np.float32)).std() < 0.05
    assert logistic(linear(0, 4000)[0]).penalty >= 0.1


def test_the_penalty_is_judged_on_leads_that_came_later() -> None:
    rng = np.random.default_rng(0)
    lead = rng.permutation(np.repeat(np.arange(40), 5))
    as_of = rng.integers(0, 10**6, 200)
    training = Rows(
        x=np.zeros((200, 1), np.float32),
        y=(lead % 3 == 0).astype(float),
        weight=weigh_leads_alike(lead),
        lead=lead,
        as_of=as_of,
        names=("x",),
        categorical=(False,),
    )
    folds = list(later_leads(training))
    assert len(folds) == 3
    first = {one: as_of[lead == one].min() for one in np.unique(lead)}
    for train, later in folds:
        assert not set(lead[train]) & set(lead[later])
        assert max(first[one] for one in lead[train]) <= min(first[one] for one in lead[later])
    assert len({one for _, later in folds for one in lead[later].tolist()}) == 30


def test_columns_are_filled_unskewed_and_marked_where_missing() -> None:
    counts = np.array([0, 0, 0, 1, 1, 2, 3, 900, MISSING, MISSING])
    even = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    design = fit_design(rows(np.column_stack([counts, even]), even > 5))
    assert [number.logged for number in design.numbers] == [True, False]
    assert design.gaps == (0,)
    matrix = design.matrix(np.column_stack([counts, even]).astype(np.float32))
    filled = np.where(np.isnan(counts), np.nanmedian(np.log1p(counts)), np.log1p(counts))
    np.testing.assert_allclose(matrix[:, 0], (filled - filled.mean()) / filled.std(), rtol=1e-5)
    np.testing.assert_allclose(matrix[:, 1], (even - 5.5) / even.std(), rtol=1e-5)
    assert matrix[:, 2].tolist() == [0.0] * 8 + [1.0] * 2


def test_constant_empty_and_repeated_columns_are_left_out() -> None:
    n = 30
    gap = np.where(np.arange(n) < 5, MISSING, 1.0)
    x = np.column_stack([np.full(n, 1e6), np.full(n, MISSING), gap, gap * 2, np.arange(n)])
    design = fit_design(rows(x, np.arange(n) > 9))
    assert [number.column for number in design.numbers] == [4]
    assert design.gaps == (2,)
    assert design.matrix(x.astype(np.float32)).shape == (n, 2)


def test_frequent_categories_have_columns_and_rare_ones_none() -> None:
    codes = np.array([3.0] * 40 + [8.0] * int(LEVEL_WEIGHT) + [5.0] * 3 + [MISSING] * 7)[:, None]
    design = fit_design(rows(codes, codes[:, 0] == 3, categorical=(True,)))
    assert [(column, kept.tolist()) for column, kept in design.levels] == [(0, [3.0, 8.0])]
    asked = np.array([[3], [8], [5], [99], [MISSING]], np.float32)
    assert design.matrix(asked).tolist() == [[0, 1, 0], [0, 0, 1], [0, 0, 0], [0, 0, 0], [1, 0, 0]]


def test_an_outlier_counts_no_further_than_the_bound() -> None:
    training, _ = linear(0, 2000)
    fitted = logistic(training)
    far = np.zeros((2, 10), np.float32)
    far[:, 0] = [1e6, 1e30]
    assert np.abs(fitted.design.matrix(far)).max() == BOUND
    one, other = fitted.predict(far)
    assert one == other


def test_nothing_to_learn_from_gives_the_base_rate() -> None:
    y = np.arange(40) < 10
    assert fit_logistic(rows(np.full((40, 3), 2.0), y)) == BaseRate(0.25)
    assert fit_logistic(rows(np.random.default_rng(0).normal(0, 1, (40, 3)), y | True)) == BaseRate(1.0)


def test_a_handful_of_leads_is_enough_to_fit() -> None:
    for n in (2, 3, 8):
        fitted = fit_logistic(rows(np.arange(n)[:, None].astype(float), np.arange(n) % 2))
        assert np.all(np.isfinite(fitted.predict(np.array([[0.0]], np.float32))))
