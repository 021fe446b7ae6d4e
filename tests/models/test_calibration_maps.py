"""Calibration maps: they rise, keep their bits, and are fitted to what they are said to be fitted to."""

from __future__ import annotations

import json
import subprocess
import sys
from math import exp, log, log1p

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression, minimize

from features.errors import BundleError
from models.calibration import (
    BetaCalibration,
    Calibration,
    Identity,
    IsotonicCalibration,
    PlattCalibration,
    calibration_from_json,
    fit_beta,
    fit_isotonic,
    fit_platt,
)
from models.calibration.isotonic import GROUP_WEIGHT, pool_falling
from models.calibration.likelihood import SLOPE_PULL

MAPS = [
    Identity(),
    PlattCalibration(0.7, -0.3),
    PlattCalibration(0.01, -4.0),
    BetaCalibration(0.01, 2.5, 0.4),
    BetaCalibration(1.3, 0.2, -1.0),
    IsotonicCalibration((-1.5,), (-2.0,)),
    IsotonicCalibration((-4.0, -1.5, 0.25, 3.0), (-5.0, -4.9, 0.5, 0.6)),
]

every_map = pytest.mark.parametrize("calibration", MAPS, ids=lambda one: f"{one.kind}-{MAPS.index(one)}")
logits = st.floats(-8, 8)


def chance(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-log_odds))


def world(seed: int, n: int, log_odds: object = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Raw log-odds, outcomes drawn from ``log_odds`` of them, and unit weights."""
    rng = np.random.default_rng(seed)
    raw = rng.normal(-1.5, 1.5, n)
    true = raw if log_odds is None else log_odds(raw)  # type: ignore[operator]
    return raw, (rng.random(n) < chance(true)).astype(float), np.ones(n)


@every_map
@given(low=logits, gap=st.floats(0.01, 3))
def test_it_rises_strictly_and_never_reaches_certainty(
    calibration: Calibration, low: float, gap: float
) -> None:
    below, above = calibration.apply(np.array([low, low + gap]))
    assert 0 < below < above < 1


@every_map
def test_the_most_extreme_log_odds_still_leave_doubt(calibration: Calibration) -> None:
    p = calibration.apply(np.array([-1e300, -750.0, 750.0, 1e300]))
    assert np.all((p > 0) & (p < 1))
    assert np.all(np.diff(p) >= 0)


@every_map
def test_a_row_has_the_same_bits_alone_as_in_any_batch(calibration: Calibration) -> None:
    raw = np.random.default_rng(0).normal(-1, 4, 1003)
    batch = calibration.apply(raw)
    alone = np.array([calibration.apply(raw[place : place + 1])[0] for place in range(len(raw))])
    assert batch.tobytes() == alone.tobytes()
    assert calibration.apply(raw[::-1])[::-1].tobytes() == batch.tobytes()
    assert calibration.apply(np.repeat(raw, 3)[::3]).tobytes() == batch.tobytes()
    assert (
        np.concatenate([calibration.apply(raw[:7]), calibration.apply(raw[7:])]).tobytes() == batch.tobytes()
    )


@every_map
def test_json_keeps_every_bit(calibration: Calibration) -> None:
    raw = np.random.default_rng(1).normal(-1, 4, 500)
    again = calibration_from_json(json.loads(json.dumps(calibration.to_json())))
    assert again == calibration
    assert again.apply(raw).tobytes() == calibration.apply(raw).tobytes()


@given(logits)
def test_maps_are_the_formulas_they_are_named_for(raw: float) -> None:
    p = 1 / (1 + exp(-raw))
    platt, beta = PlattCalibration(0.7, -0.3), BetaCalibration(0.6, 1.4, -0.2)
    odds = exp(0.7 * raw - 0.3)
    assert platt.apply(np.array([raw]))[0] == pytest.approx(odds / (1 + odds), rel=1e-9)
    odds = exp(0.6 * log(p) - 1.4 * log1p(-p) - 0.2)
    assert beta.apply(np.array([raw]))[0] == pytest.approx(odds / (1 + odds), rel=1e-6)


def test_isotonic_passes_through_its_knots_and_between_them_in_line() -> None:
    calibration = IsotonicCalibration((-2.0, 0.0, 1.0), (-3.0, -1.0, 4.0))
    raw = np.array([-3.0, -2.0, -1.0, 0.0, 0.5, 1.0, 2.0])
    assert calibration.log_odds(raw) == pytest.approx([-3.1, -3.0, -2.0, -1.0, 1.5, 4.0, 4.1])


@pytest.mark.parametrize("seed", range(3))
def test_platt_is_the_likeliest_slope_and_shift_for_his_targets(seed: int) -> None:
    raw, y, _ = world(seed, 400)
    weight = np.random.default_rng(seed).choice([0.2, 1.0], 400)
    positive, negative = weight @ y, weight @ (1 - y)
    target = np.where(y == 1, (positive + 1) / (positive + 2), 1 / (negative + 2))

    def loss(parameters: np.ndarray) -> float:
        p = chance(parameters[0] * raw + parameters[1])
        belief = SLOPE_PULL * (parameters[0] - 1) ** 2 / 2
        return float(belief - weight @ (target * np.log(p) + (1 - target) * np.log(1 - p)))

    oracle = minimize(loss, [1.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-12}).x
    found = fit_platt(raw, y, weight)
    assert (found.slope, found.shift) == pytest.approx(tuple(oracle), abs=1e-4)


def test_a_few_months_unlike_the_rest_do_not_flatten_the_forecasts() -> None:
    raw, y, weight = world(0, 1000, lambda raw: np.full_like(raw, -3.0))
    assert y.sum() < 80
    kept = fit_platt(raw, y, weight).slope
    raw, y, weight = world(0, 100_000, lambda raw: np.full_like(raw, -3.0))
    assert fit_platt(raw, y, weight).slope < 0.1 < kept


def test_platt_finds_slope_and_shift() -> None:
    found = fit_platt(*world(0, 200_000, lambda raw: 0.6 * raw - 0.8))
    assert (found.slope, found.shift) == pytest.approx((0.6, -0.8), abs=0.03)


def test_beta_finds_its_three_numbers() -> None:
    truth = BetaCalibration(0.5, 1.8, -0.4)
    found = fit_beta(*world(0, 200_000, truth.log_odds))
    assert (found.a, found.b, found.c) == pytest.approx((0.5, 1.8, -0.4), abs=0.06)


@pytest.mark.parametrize("fit", [fit_platt, fit_beta, fit_isotonic])
def test_a_useless_or_reversed_booster_still_gets_a_rising_map(fit: object) -> None:
    raw, y, weight = world(0, 2000)
    for other in (-raw, np.full(2000, -1.0), np.random.default_rng(5).permutation(raw)):
        calibration: Calibration = fit(other, y, weight)  # type: ignore[operator]
        assert calibration_from_json(calibration.to_json()) == calibration  # refuses what does not rise
        assert calibration.apply(other).mean() == pytest.approx(y.mean(), abs=0.02)


@pytest.mark.parametrize("fit", [fit_platt, fit_beta, fit_isotonic])
def test_a_perfect_split_of_few_leads_is_not_taken_for_certainty(fit: object) -> None:
    raw, y = np.linspace(-2, 2, 10), np.repeat([0.0, 1.0], 5)
    p = fit(raw, y, np.ones(10)).apply(raw)  # type: ignore[operator]
    assert np.all((p > 0.05) & (p < 0.95))


@given(st.lists(st.tuples(st.floats(0.5, 9), st.integers(1, 99)), min_size=1, max_size=30))
def test_pooling_is_scipys_isotonic_regression(groups: list[tuple[float, int]]) -> None:
    mass, rate = np.array(groups).T
    blocks = pool_falling((w, float(place), r / 100) for place, (w, r) in enumerate(groups))
    oracle = isotonic_regression(rate / 100, weights=mass)
    assert [block.rate for block in blocks] == pytest.approx(np.unique(oracle.x.round(9)).tolist(), abs=1e-8)
    assert sum(block.mass for block in blocks) == pytest.approx(mass.sum())


def test_isotonic_draws_a_staircase() -> None:
    truth = lambda raw: np.where(raw < -2, -4.0, np.where(raw < 0, -1.0, 1.5))  # noqa: E731
    calibration = fit_isotonic(*world(0, 40_000, truth))
    middles = np.array([-3.5, -1.0, 1.5])
    assert calibration.log_odds(middles) == pytest.approx(truth(middles), abs=0.2)


def test_no_knot_rests_on_a_few_leads() -> None:
    raw, y, weight = world(0, 3000)
    y[np.argsort(raw)[-5:]] = 1.0
    calibration = fit_isotonic(raw, y, weight)
    assert np.all(raw[raw > calibration.raw[-1]].size >= GROUP_WEIGHT / 3)
    assert calibration.apply(raw).max() < 0.99


@pytest.mark.parametrize(
    ("saved", "message"),
    [
        ({}, "kind 'None'; known are identity, platt, beta, isotonic"),
        ({"kind": "spline"}, "kind 'spline'"),
        ({"kind": "platt", "slope": 1.0}, "'shift'"),
        ({"kind": "platt", "slope": 0.0, "shift": 1.0}, "slope 0.0 is not positive"),
        ({"kind": "platt", "slope": "1", "shift": 1.0}, "'1' is not a finite number"),
        ({"kind": "platt", "slope": True, "shift": 1.0}, "True is not a finite number"),
        ({"kind": "platt", "slope": float("nan"), "shift": 1.0}, "nan is not a finite number"),
        ({"kind": "beta", "a": 1.0, "b": -1.0, "c": 0.0}, "slope -1.0 is not positive"),
        ({"kind": "isotonic", "raw": [], "calibrated": []}, "as many calibrated knots"),
        ({"kind": "isotonic", "raw": [0.0, 1.0], "calibrated": [0.0]}, "as many calibrated knots"),
        ({"kind": "isotonic", "raw": [0.0, 0.0], "calibrated": [0.0, 1.0]}, "do not rise"),
        ({"kind": "isotonic", "raw": [0.0, 1.0], "calibrated": [1.0, 0.0]}, "do not rise"),
        ({"kind": "isotonic", "raw": 3, "calibrated": 4}, "damaged"),
    ],
)
def test_a_damaged_calibration_is_refused(saved: dict[str, object], message: str) -> None:
    with pytest.raises(BundleError, match=message):
        calibration_from_json(saved)


def test_a_service_that_applies_calibrations_loads_numpy_alone() -> None:
    code = "import sys, models.calibration; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "numpy" in loaded.split()
    assert not {"scipy", "sklearn", "pandas", "lightgbm", "numba", "mlflow"} & set(loaded.split())
