"""The count of conversions: exact, smooth for many, and wider where the forecasts themselves are unsure."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from models.queue import counts
from models.queue.calibration import UNJUDGED, errors_of
from models.queue.counts import LEVEL, expected, shifted

CHANCE = st.floats(0.0, 1.0)


def by_hand(p: list[float]) -> list[float]:
    """The chance of each count: every way in which the leads may turn out, one by one."""
    chance = [0.0] * (len(p) + 1)
    for outcome in product((0, 1), repeat=len(p)):
        chance[sum(outcome)] += float(
            np.prod([one if won else 1 - one for one, won in zip(p, outcome, strict=True)])
        )
    return chance


def ends(chance: list[float]) -> tuple[int, int]:
    """The first counts at which the chances so far reach the ends of the interval."""
    below = np.cumsum(chance)
    return int(np.argmax(below >= (1 - LEVEL) / 2)), int(np.argmax(below >= (1 + LEVEL) / 2))


@given(st.lists(CHANCE, max_size=9))
def test_the_distribution_is_that_of_every_way_the_leads_may_turn_out(p: list[float]) -> None:
    below = counts._exact(np.array([p]))[0]  # noqa: SLF001
    assert below == pytest.approx(np.cumsum(by_hand(p)), abs=1e-12)


@pytest.mark.parametrize("p", [[0.3, 0.6, 0.2], [0.05] * 8, [0.9, 0.8], [0.5]])
def test_the_interval_is_read_off_the_distribution(p: list[float]) -> None:
    found = expected(np.array(p), 0.0)
    assert (found.low, found.high) == ends(by_hand(p))
    assert found.value == pytest.approx(sum(p))


def test_the_forecasts_own_error_is_mixed_in() -> None:
    """Against steps drawn at random, each with its own exact distribution."""
    p, error = [0.3, 0.6, 0.2, 0.1, 0.4], 0.8
    random = np.random.default_rng(0)
    moved = shifted(np.array(p), random.normal(0, error, 500))
    chance = np.mean([by_hand(row.tolist()) for row in moved], axis=0)
    below = np.cumsum(chance)
    steps = shifted(np.array(p), error * ndtri((np.arange(counts.STEPS) + 0.5) / counts.STEPS))
    assert counts._exact(steps).mean(axis=0) == pytest.approx(below, abs=0.03)  # noqa: SLF001


@given(st.lists(st.floats(0.001, 0.9), min_size=1, max_size=60), st.floats(0.0, 0.5), st.floats(0.0, 0.5))
def test_more_doubt_is_never_a_narrower_interval(p: list[float], one: float, other: float) -> None:
    sure, unsure = (expected(np.array(p), error) for error in sorted((one, other)))
    assert unsure.high - unsure.low >= sure.high - sure.low - 1  # whole numbers: an end may jump
    assert unsure.value == sure.value
    assert 0 <= unsure.low <= unsure.high <= len(p)


@pytest.mark.parametrize("scale", [0.02, 0.2, 0.9])
def test_of_many_leads_the_smooth_interval_is_the_exact_one(
    scale: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = scale * np.random.default_rng(1).beta(0.7, 6, 900)
    smooth = expected(p, 0.05)
    monkeypatch.setattr(counts, "EXACT", 10_000)
    exact = expected(p, 0.05)
    assert abs(smooth.low - exact.low) <= 1
    assert abs(smooth.high - exact.high) <= 1


def test_nobody_and_everybody() -> None:
    assert expected(np.empty(0), 0.3) == (0.0, 0, 0)
    assert expected(np.ones(700), 0.3) == (700.0, 700, 700)
    assert expected(np.zeros(700), 0.3) == (0.0, 0, 0)
    assert expected(np.ones(3), 0.3) == (3.0, 3, 3)


def test_the_error_is_that_of_the_evaluation() -> None:
    judged = {"model": {"intervals": {"calibration_log_odds": [-0.11, 0.05]}}}
    unsure = {"model": {"intervals": {"calibration_log_odds": None}}}
    found = errors_of({"targets": {"sql": judged, "close": unsure}})
    assert found["sql"] == pytest.approx(0.16 / 2 / 1.959964, rel=1e-6)
    assert found["close"] == UNJUDGED
    assert errors_of({"targets": {}}) == {"sql": UNJUDGED, "close": UNJUDGED}
