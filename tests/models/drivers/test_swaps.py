"""Losses without a group of features: plain loops beside them, and what must lose nothing."""

from __future__ import annotations

import numpy as np
import pytest

from models.drivers.draws import LeadDraws
from models.drivers.swaps import donors, losses, ranking, surprise

LEADS = 150


@pytest.fixture
def journey() -> tuple[np.ndarray, np.ndarray]:
    """Whose each row is, and its age."""
    random = np.random.default_rng(0)
    rows = [(one, age) for one in range(LEADS) for age in range(0, int(random.integers(1, 6)) * 3, 3)]
    place, age = np.array(rows).T
    return place, age


def test_a_donor_is_another_lead_at_the_same_age(journey: tuple[np.ndarray, np.ndarray]) -> None:
    place, age = journey
    for row in donors(place, age, seed=5, repeats=3):
        assert np.all(place[row] != place)
        of = {int(one): int(place[row][place == one][0]) for one in np.unique(place)}
        assert sorted(of.values()) == sorted(of)  # every lead lends to one
        for here, lent in enumerate(row.tolist()):
            assert place[lent] == of[int(place[here])]
            theirs = age[place == place[lent]]
            assert age[lent] == max((a for a in theirs if a <= age[here]), default=theirs.min())


def world(journey: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    place, _ = journey
    random = np.random.default_rng(1)
    x = random.normal(size=(LEADS, 4))[place].astype(np.float32)
    y = (random.random(LEADS)[place] < 1 / (1 + np.exp(-1.5 * x[:, 0] - 0.7 * x[:, 1]))).astype(float)
    return x, y


def forecast(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-1.5 * x[:, 0].astype(float) - 0.7 * x[:, 1]))


def test_what_a_forecast_needs_is_missed_and_nothing_else(journey: tuple[np.ndarray, np.ndarray]) -> None:
    (place, age), (x, y) = journey, world(journey)
    groups = [np.array([0]), np.array([1]), np.array([2, 3])]
    found = losses(y, x, age, groups, forecast, LeadDraws(place, 7), seed=7)
    assert found.log_loss.value[0] > found.log_loss.value[1] > 0
    assert found.log_loss.low[0] > 0
    assert found.auc.low[0] > 0
    for measure in (found.log_loss, found.auc):
        assert [measure.value[2], measure.low[2], measure.high[2]] == [0, 0, 0]


def test_losses_are_those_of_a_plain_loop(journey: tuple[np.ndarray, np.ndarray]) -> None:
    (place, age), (x, y) = journey, world(journey)
    found = losses(y, x, age, [np.array([0, 1])], forecast, LeadDraws(place, 7), seed=7, repeats=2)
    worse = []
    for row in donors(place, age, 7, 2):
        after = x.copy()
        for here, lent in enumerate(row):
            after[here, :2] = x[lent, :2]
        more = surprise(y, forecast(after)) - surprise(y, forecast(x))
        worse.append(np.mean([more[place == one].mean() for one in range(LEADS)]))
    assert found.log_loss.value[0] == pytest.approx(np.mean(worse))
    assert found.log_loss.low[0] < np.mean(worse) < found.log_loss.high[0]


def test_the_area_is_that_of_all_pairs_and_its_pulls_tell_how_it_moves() -> None:
    random = np.random.default_rng(4)
    y = np.array([0.0, 1.0] * 20)
    p, weight = np.round(random.random(40), 1), random.random(40) + 0.1
    up, down = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
    pairs = [(weight[i] * weight[j], (p[i] > p[j]) + 0.5 * (p[i] == p[j])) for i in up for j in down]
    found = ranking(y, p, weight)
    assert found.auc == pytest.approx(np.average([won for _, won in pairs], weights=[w for w, _ in pairs]))
    assert found.pull.sum() == pytest.approx(0, abs=1e-12)
    heavier = weight.copy()
    heavier[3] *= 1 + 1e-6
    assert (ranking(y, p, heavier).auc - found.auc) / 1e-6 == pytest.approx(found.pull[3], rel=1e-3)


def test_intervals_hold_the_loss_of_the_whole_population() -> None:
    random = np.random.default_rng(6)
    held = 0
    for trial in range(40):
        x = random.normal(size=(400, 2)).astype(np.float32)
        y = (random.random(400) < forecast(x)).astype(float)
        found = losses(
            y, x, np.zeros(400, int), [np.array([0])], forecast, LeadDraws(np.arange(400), trial), trial, 3
        )
        held += found.log_loss.low[0] <= WHOLE <= found.log_loss.high[0]
    assert held >= 34


def _whole() -> float:
    random = np.random.default_rng(8)
    x = random.normal(size=(400_000, 2))
    p, swapped = forecast(x), forecast(np.column_stack([random.permutation(x[:, 0]), x[:, 1]]))
    return float(np.mean(p * np.log(p / swapped) + (1 - p) * np.log((1 - p) / (1 - swapped))))


WHOLE = _whole()
