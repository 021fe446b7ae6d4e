"""The calibration chosen is as rich as the outcomes bear, and does no harm."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from models.calibration import Identity, choose_calibration, fit_calibration
from models.calibration.choose import BETA_FROM, ISOTONIC_FROM, NOISE, PLATT_FROM

Shape = Callable[[np.ndarray], np.ndarray]
World = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def chance(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-log_odds))


def right(raw: np.ndarray) -> np.ndarray:
    return raw


def shifted(raw: np.ndarray) -> np.ndarray:
    return raw + 0.8


def overconfident(raw: np.ndarray) -> np.ndarray:
    return 0.4 * raw - 0.6


def bent(raw: np.ndarray) -> np.ndarray:
    return 1.8 * np.logaddexp(0, raw) - 0.3 * np.logaddexp(0, -raw) - 1.3


def stepped(raw: np.ndarray) -> np.ndarray:
    return -4.0 + 2.5 * (raw > -2) + 2.5 * (raw > -0.5)


def world(seed: int, leads: int, shape: Shape, rows: int = 1) -> World:
    """Raw log-odds, outcomes, weights and leads; rows of a lead share their truth and outcome."""
    rng = np.random.default_rng(seed)
    raw = rng.normal(-2, 1.2, leads)
    y = (rng.random(leads) < chance(shape(raw))).astype(float)
    return (
        np.repeat(raw, rows),
        np.repeat(y, rows),
        np.full(leads * rows, 1 / rows),
        np.repeat(range(leads), rows),
    )


def distance(p: np.ndarray, truth: np.ndarray) -> float:
    """Mean log loss above that of the truth itself."""
    return float(np.mean(truth * np.log(truth / p) + (1 - truth) * np.log((1 - truth) / (1 - p))))


@pytest.mark.parametrize(
    ("shape", "leads", "kind"),
    [
        (right, 16_000, "identity"),
        (shifted, 4_000, "platt"),
        (overconfident, 4_000, "platt"),
        (bent, 16_000, "beta"),
        (stepped, 16_000, "isotonic"),
    ],
)
def test_the_map_has_the_shape_of_the_world(shape: Shape, leads: int, kind: str) -> None:
    assert fit_calibration(*world(0, leads, shape)).kind == kind


def errors(shape: Shape, leads: int) -> tuple[float, list[float]]:
    """Distance from the truth of the booster left alone, and after calibration in each of 20 worlds."""
    fresh = np.random.default_rng(99).normal(-2, 1.2, 5000)
    truth = chance(shape(fresh))
    after = [distance(fit_calibration(*world(seed, leads, shape)).apply(fresh), truth) for seed in range(20)]
    return distance(chance(fresh), truth), after


@pytest.mark.parametrize("shape", [right, shifted, overconfident, bent, stepped])
@pytest.mark.parametrize("leads", [200, 1000])
def test_calibrating_does_no_harm(shape: Shape, leads: int) -> None:
    alone, after = errors(shape, leads)
    assert np.mean(after) < alone + 0.003
    assert max(after) < alone + 0.03


@pytest.mark.parametrize("shape", [shifted, overconfident, bent])
def test_calibrating_mends_most_of_what_is_wrong(shape: Shape) -> None:
    alone, after = errors(shape, 1000)
    assert np.mean(after) < 0.3 * alone


@pytest.mark.parametrize(
    ("positives", "tried"),
    [
        (0, []),
        (PLATT_FROM - 1, []),
        (PLATT_FROM, ["platt"]),
        (BETA_FROM, ["platt", "beta"]),
        (ISOTONIC_FROM, ["platt", "beta", "isotonic"]),
    ],
)
@pytest.mark.parametrize("flipped", [False, True])
def test_only_maps_with_outcomes_enough_are_tried(positives: int, tried: list[str], flipped: bool) -> None:
    raw = np.random.default_rng(0).normal(-2, 1, 3000)
    y = np.zeros(3000)
    y[:positives] = 1.0
    choice = choose_calibration(raw, 1 - y if flipped else y, np.ones(3000))
    assert [trial.kind for trial in choice.trials] == tried


def test_outcomes_are_counted_by_lead_not_by_row() -> None:
    raw, y, weight, lead = world(0, 150, right, rows=10)
    assert PLATT_FROM <= weight @ y < BETA_FROM <= y.sum()
    assert [trial.kind for trial in choose_calibration(raw, y, weight, lead).trials] == ["platt"]


def test_repeated_rows_of_a_lead_do_not_make_noise_look_like_a_gain() -> None:
    kinds = [fit_calibration(*world(seed, 300, right, rows=20)).kind for seed in range(20)]
    assert kinds.count("identity") >= 15


def test_the_evidence_says_why() -> None:
    choice = choose_calibration(*world(0, 4_000, shifted))
    kept = [trial.kind for trial in choice.trials if trial.accepted]
    assert kept[-1] == choice.calibration.kind
    for trial in choice.trials:
        assert trial.accepted == (trial.gain > NOISE * trial.standard_error)
        assert 0 < trial.log_loss < 1


def test_the_order_of_rows_does_not_matter() -> None:
    raw, y, weight, lead = world(1, 2_000, overconfident, rows=2)
    index = np.random.default_rng(0).permutation(len(raw))
    one, other = (
        fit_calibration(raw, y, weight, lead),
        fit_calibration(*(a[index] for a in (raw, y, weight, lead))),
    )
    fresh = np.linspace(-6, 3, 50)
    np.testing.assert_allclose(one.apply(fresh), other.apply(fresh), rtol=1e-8)


@pytest.mark.parametrize("n", [0, 1, 5])
def test_too_few_rows_leave_the_booster_as_it_is(n: int) -> None:
    assert fit_calibration(np.zeros(n), np.ones(n), np.ones(n)) == Identity()


def test_a_log_odds_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not finite"):
        fit_calibration(np.array([0.0, np.inf]), np.array([0.0, 1.0]), np.ones(2))
