"""Probability metrics against scikit-learn, naive loops and worlds whose truth is known."""

from __future__ import annotations

import json
from itertools import pairwise
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss
from sklearn.metrics import log_loss as sklearn_log_loss

from models.metrics import (
    MEASURES,
    Metrics,
    Ranked,
    brier,
    calibration_error,
    calibration_log_odds,
    calibration_ratio,
    log_loss,
    measure,
    reliability_table,
    wilson,
)


@given(st.integers(0, 10_000), st.integers(3, 60))
def test_log_loss_and_brier_are_scikit_learns(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    y = np.append([0.0, 1.0], rng.integers(0, 2, n - 2))
    p, weight = rng.choice([0.0, 0.01, 0.3, 0.5, 1.0], n), rng.random(n) + 0.01
    ranked = Ranked.of(y, p, weight)
    assert log_loss(ranked) == pytest.approx(sklearn_log_loss(y, p, sample_weight=weight), rel=1e-9)
    assert brier(ranked) == pytest.approx(brier_score_loss(y, p, sample_weight=weight), abs=1e-12)


def test_calibration_in_the_large_by_hand() -> None:
    y, p, weight = np.array([1.0, 0.0, 0.0]), np.array([0.5, 0.5, 0.2]), np.array([1.0, 1.0, 2.0])
    ranked = Ranked.of(y, p, weight)
    assert calibration_ratio(ranked) == pytest.approx(0.35 / 0.25)
    assert calibration_log_odds(ranked) == pytest.approx(log(0.35 / 0.65) - log(0.25 / 0.75))


def kumar_by_hand(y: np.ndarray, p: np.ndarray, bins: int = 10) -> float:
    """The debiased estimate of Kumar, Liang & Ma (2019) for distinct predictions and unit weights."""
    total = 0.0
    for part in np.array_split(np.argsort(p), bins):
        rate, gap = y[part].mean(), y[part].mean() - p[part].mean()
        total += len(part) / len(y) * (gap**2 - rate * (1 - rate) / (len(part) - 1))
    return sqrt(max(0.0, total))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("tilt", [1.0, 1.7])
def test_calibration_error_is_the_debiased_estimate(seed: int, tilt: float) -> None:
    rng = np.random.default_rng(seed)
    truth = rng.beta(2, 5, 800)
    y = (rng.random(800) < truth).astype(float)
    assert calibration_error(Ranked.of(y, truth**tilt)) == pytest.approx(
        kumar_by_hand(y, truth**tilt), abs=1e-9
    )


def test_calibration_error_squared_is_unbiased_also_with_several_rows_a_lead() -> None:
    """Each lead has four rows with the same outcome and truth; the promise is off by 0.1, or by nothing."""
    squares: dict[float, list[float]] = {0.0: [], 0.1: []}
    for seed in range(300):
        rng = np.random.default_rng(seed)
        truth = np.repeat(rng.uniform(0.1, 0.8, 150), 4)
        y = np.repeat(rng.random(150) < truth[::4], 4).astype(float)
        lead = np.repeat(np.arange(150), 4)
        for gap, found in squares.items():
            error = calibration_error(Ranked.of(y, truth + gap, np.full(600, 0.25), lead))
            assert error is not None
            found.append(error**2)
    # cut at zero, the mean for a perfect forecast stays a little above; the plain estimate has 0.014
    assert np.mean(squares[0.0]) < 0.005
    assert np.mean(squares[0.1]) == pytest.approx(0.01, abs=0.0025)


def test_a_constant_forecast_is_one_bin() -> None:
    y = np.array([1.0, 0.0] * 50)
    assert calibration_error(Ranked.of(y, np.full(100, 0.5))) == 0.0
    assert calibration_error(Ranked.of(y, np.full(100, 0.9))) == pytest.approx(0.4, abs=0.01)


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_one_outcome_leaves_what_can_be_told(outcome: float) -> None:
    metrics = measure(np.full(4, outcome), np.array([0.1, 0.2, 0.2, 0.4]))
    undefined = {name for name, value in metrics.to_json().items() if value is None}
    ranking = {"auc", "average_precision", "calibration_log_odds"}
    ranking |= {f"{kind}_{share}" for kind in ("lift", "capture") for share in (5, 10, 20)}
    assert undefined == (ranking if outcome else ranking | {"calibration_ratio"})


def test_no_rows_leave_nothing_but_counts() -> None:
    metrics = measure(np.array([]), np.array([])).to_json()
    assert (metrics.pop("rows"), metrics.pop("positives")) == (0, 0.0)
    assert set(metrics.values()) == {None}


def test_metrics_go_through_json() -> None:
    rng = np.random.default_rng(1)
    y = (rng.random(200) < 0.3).astype(float)
    metrics = measure(y, rng.random(200), rng.random(200), rng.integers(0, 60, 200))
    assert Metrics(**json.loads(json.dumps(metrics.to_json()))) == metrics
    assert set(metrics.to_json()) == {"rows", "positives", *MEASURES}
    assert None not in metrics.to_json().values()


def test_the_reliability_table_accounts_for_every_row() -> None:
    rng = np.random.default_rng(2)
    p, weight = rng.random(1000).round(2), rng.choice([0.25, 1.0], 1000)
    y = (rng.random(1000) < p).astype(float)
    table = reliability_table(y, p, weight)
    assert sum(part.rows for part in table) == 1000
    assert sum(part.weight for part in table) == pytest.approx(weight.sum())
    assert sum(part.weight * part.observed for part in table) == pytest.approx((weight * y).sum())
    assert [part.weight for part in table] == pytest.approx([weight.sum() / 10] * 10, rel=0.2)
    for part in table:
        inside = (p >= part.lowest) & (p <= part.highest)
        assert inside.sum() == part.rows
        assert part.mean_predicted == pytest.approx(np.average(p[inside], weights=weight[inside]))
        assert part.observed == pytest.approx(np.average(y[inside], weights=weight[inside]))
        assert 0 <= part.observed_low <= part.observed <= part.observed_high <= 1
    assert all(one.highest < other.lowest for one, other in pairwise(table))


def test_the_reliability_table_of_nothing_is_empty() -> None:
    assert reliability_table(np.array([]), np.array([])) == ()
    assert reliability_table(np.array([1.0]), np.array([0.5]), np.array([0.0])) == ()


@pytest.mark.parametrize(
    ("rate", "n", "expected"),
    [
        (0.5, 10, (0.2366, 0.7634)),
        (0.0, 10, (0.0, 0.2775)),
        (1.0, 10, (0.7225, 1.0)),
        (0.1, 1000, (0.0829, 0.1202)),
        (0.0, 0.2, (0.0, 0.9505)),
    ],
)
def test_wilson_intervals_are_the_published_ones(
    rate: float, n: float, expected: tuple[float, float]
) -> None:
    assert wilson(rate, n) == pytest.approx(expected, abs=1e-4)
