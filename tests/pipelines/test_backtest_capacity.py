"""Capture at capacity is what a person counts with a list of each week in hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.clock import DAY, WEEK
from models.rows import Rows
from pipelines.backtest.capacity import Weeks, capture_at_capacity


def looks_of(lead: list[int], day: list[float], y: list[int]) -> Rows:
    n = len(lead)
    return Rows(
        x=np.zeros((n, 0), np.float32),
        y=np.array(y, np.float64),
        weight=np.ones(n),
        lead=np.array(lead),
        as_of=(np.array(day) * DAY).astype(np.int64),
        names=(),
        categorical=(),
    )


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Rows, np.ndarray, int]:
    lead: list[int] = []
    day: list[float] = []
    for number in range(draw(st.integers(1, 12))):
        looks = sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=4)))
        lead += [number] * len(looks)
        day += [look / 2 for look in looks]
    y = draw(st.lists(st.integers(0, 1), min_size=len(lead), max_size=len(lead)))
    order = draw(st.permutations(range(len(lead))))
    return looks_of(lead, day, y), (np.array(order) + 1) / (len(lead) + 1), draw(st.integers(1, 6))


@given(worlds())
def test_it_is_what_counting_by_hand_gives(world: tuple[Rows, np.ndarray, int]) -> None:
    rows, p, capacity = world
    found = conversions = 0
    for week in range(2):
        listed: dict[int, int] = {}
        for row in range(len(rows)):
            if week * WEEK <= rows.as_of[row] < (week + 1) * WEEK:
                listed.setdefault(int(rows.lead[row]), row)
        best = sorted(listed.values(), key=lambda row: -p[row])
        found += sum(rows.y[row] for row in best[:capacity])
        conversions += sum(rows.y[row] for row in best)
    told = capture_at_capacity(rows, p, Weeks(0, 2 * WEEK, capacity))
    if conversions == 0:
        assert told is None
    else:
        assert told is not None
        assert told["value"] == pytest.approx(found / conversions)
        low, high = told["interval"]
        assert 0 <= low <= high <= 1


def test_a_forecast_that_tells_nothing_is_as_good_as_chance() -> None:
    rows = looks_of(
        list(range(40)), [day % 14 for day in range(40)], [number % 3 == 0 for number in range(40)]
    )
    told = capture_at_capacity(rows, np.full(40, 0.3), Weeks(0, 2 * WEEK, 5))
    assert told is not None
    assert told["value"] == pytest.approx(told["random"])
    assert 0 < told["random"] < 1


def test_where_everybody_can_be_worked_everybody_is_caught() -> None:
    rows = looks_of([0, 1, 2], [0, 1, 8], [1, 0, 1])
    told = capture_at_capacity(rows, np.array([0.1, 0.2, 0.3]), Weeks(0, 2 * WEEK, 50))
    assert told is not None
    assert told["value"] == told["random"] == 1
    assert told["weeks"] == 2
