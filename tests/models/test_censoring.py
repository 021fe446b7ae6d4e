"""Young moments: what they may still become, what they weigh, and what leaving them out would cost."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.clock import DAY
from models.censoring import Young, still_to_come, with_young
from models.rows import Rows

ONE = st.integers(0, 12)


@given(
    delays=st.lists(ONE, min_size=1, max_size=20),
    followed=st.lists(ONE, min_size=1, max_size=8),
    p=st.floats(0, 0.999),
)
def test_the_chance_left_is_counted_among_those_that_have_not_come(
    delays: list[int], followed: list[int], p: float
) -> None:
    said = still_to_come(np.full(len(followed), p), np.array(delays), np.array(followed))
    for age, chance in zip(followed, said, strict=True):
        later = p * sum(delay > age for delay in delays) / len(delays)
        assert chance == pytest.approx(later / (later + 1 - p), abs=1e-12)


@pytest.mark.parametrize("p", [0.05, 0.3, 0.8])
def test_the_chance_left_is_what_a_simulation_sees(p: float) -> None:
    random = np.random.default_rng(0)
    delay = np.ceil(random.exponential(20, 300)).astype(np.int64)
    for age in (0, 5, 25, 60):
        converted = open_ = 0
        for _ in range(8000):
            comes = random.random() < p
            if not comes or random.choice(delay) > age:
                open_ += 1
                converted += comes
        said = still_to_come(np.array([p]), delay, np.array([age]))[0]
        error = np.sqrt(said * (1 - said) / open_)
        assert converted / open_ == pytest.approx(said, abs=4 * error + 1e-9)


def test_without_delays_to_go_by_the_forecast_stands() -> None:
    p, none = np.array([0.1, 0.7]), np.empty(0, np.int64)
    assert (still_to_come(p, none, np.array([0, 10**9])) == p).all()


class World(NamedTuple):
    """Leads over 300 days, known up to the last: labelled ones, their delays, young ones, the truth."""

    mature: Rows
    delay: np.ndarray
    young: Young
    chance: float


HORIZON, TODAY, LEADS = 60 * DAY, 300 * DAY, 4000


def rows(x: np.ndarray, y: np.ndarray, lead: np.ndarray, as_of: np.ndarray) -> Rows:
    return Rows(x, y, np.ones(len(y)), lead, as_of, ("x",), (False,))


def world(seed: int, rise: float) -> World:
    """Converting takes an exponential time; others are lost, more slowly. The base rate may rise."""
    random = np.random.default_rng(seed)
    as_of = np.sort(random.integers(0, TODAY, LEADS))
    chance = 0.15 + rise * as_of / TODAY
    converts = random.random(LEADS) < chance
    wait = -20 * np.log(1 - random.random(LEADS) * (1 - np.exp(-60 / 20))) * DAY  # all within the horizon
    lost = random.exponential(120, LEADS) * DAY
    known = TODAY - as_of
    so_far = np.where(converts & (wait < known), 1.0, np.where(~converts & (lost < known), 0.0, np.nan))
    old, lead = as_of + HORIZON < TODAY, np.arange(LEADS)
    x = lead[:, None].astype(np.float32)
    return World(
        rows(x[old], converts[old].astype(float), lead[old], as_of[old]),
        wait[old & converts].astype(np.int64),
        Young(x[~old], so_far[~old], lead[~old], as_of[~old], known[~old]),
        float(chance.mean()),
    )


def test_decided_rows_count_once_and_open_ones_are_shared_out() -> None:
    told = world(0, 0.2)
    p = np.random.default_rng(1).uniform(0.05, 0.9, len(told.young.y))
    both = with_young(told.mature, told.delay, told.young, p)
    old = len(told.mature)
    for name in ("x", "y", "weight", "lead", "as_of"):
        np.testing.assert_array_equal(getattr(both, name)[:old], getattr(told.mature, name))
    added = both.take(slice(old, None))
    assert (added.x[:, 0] == added.lead).all(), "features stay with their lead"
    left = still_to_come(p, told.delay, told.young.followed)
    for lead, y, chance in zip(told.young.lead, told.young.y, left, strict=True):
        copies = added.take(added.lead == lead)
        if np.isnan(y):
            assert copies.weight.sum() == pytest.approx(1, abs=1e-12)
            assert copies.weight @ copies.y == pytest.approx(chance, abs=1e-12)
        else:
            assert (copies.weight.tolist(), copies.y.tolist()) == ([1.0], [y])
    assert 100 < np.isnan(told.young.y).sum() < len(told.young.y) - 100
    assert (both.weight > 0).all()


def test_a_young_row_of_no_weight_is_left_out() -> None:
    mature = rows(np.zeros((2, 1), np.float32), np.array([1.0, 0.0]), np.arange(2), np.arange(2))
    young = Young(*(np.array(one) for one in ([[1.0]], [np.nan], [9], [5], [100])))
    both = with_young(mature, np.array([10]), young, np.array([0.5]))
    assert both.lead.tolist() == [0, 1, 9]
    assert both.y.tolist() == [1, 0, 0], "all delays are over: it will not come"


def rate(told: Rows) -> float:
    return float(np.average(told.y, weights=told.weight))


def biases(rise: float) -> np.ndarray:
    """How far off the base rate of all leads: dropping young rows, keeping the decided, keeping all."""
    found: list[list[float]] = []
    for seed in range(20):
        told = world(seed, rise)
        first = np.full(len(told.young.y), rate(told.mature))
        decided = told.young.y[~np.isnan(told.young.y)]
        some = np.concatenate([told.mature.y, decided]).mean()
        every = rate(with_young(told.mature, told.delay, told.young, first))
        found.append([rate(told.mature) - told.chance, float(some) - told.chance, every - told.chance])
    return np.mean(found, axis=0)


def test_where_the_base_rate_rises_young_rows_bring_the_forecast_nearer() -> None:
    dropped, decided, every = biases(0.3)
    assert dropped < -0.02, "the past was poorer"
    assert decided > 0.01, "conversions are known sooner than losses"
    assert abs(every) < 0.6 * abs(dropped)


def test_where_nothing_changes_young_rows_do_no_harm() -> None:
    dropped, decided, every = biases(0.0)
    error = np.sqrt(0.15 * 0.85 / LEADS / 20)
    assert abs(dropped) < 4 * error
    assert abs(every) < 4 * error
    assert decided > 8 * error
