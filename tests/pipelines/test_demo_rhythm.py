"""The week's clock keeps time with the calendar, and puts events where it is told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.demo.rhythm import DAY, DESK, MONDAY, WEB, WEEK, Rhythm

RHYTHMS = pytest.mark.parametrize("rhythm", [WEB, DESK], ids=["web", "desk"])
INSTANTS = st.integers(1_500_000_000, 1_900_000_000)


@RHYTHMS
@given(start=INSTANTS)
def test_any_seven_days_hold_seven_days(rhythm: Rhythm, start: int) -> None:
    shares = rhythm.by_weekday(np.array([start]))
    assert shares.min() > 0
    assert shares.sum() == pytest.approx(7.0)


@RHYTHMS
@given(start=INSTANTS, draw=st.floats(0, 1, exclude_max=True))
def test_an_event_falls_strictly_inside_its_day(rhythm: Rhythm, start: int, draw: float) -> None:
    at = int(rhythm.within(np.array([start]), np.array([draw]))[0])
    assert start < at < start + DAY


@RHYTHMS
@given(at=INSTANTS)
def test_instants_come_back_from_elapsed_time(rhythm: Rhythm, at: int) -> None:
    assert abs(int(rhythm.instant(rhythm.elapsed(np.array([at])))[0]) - at) <= 1


def test_the_desk_rests_at_night_and_on_sundays() -> None:
    hours = MONDAY + np.arange(0, WEEK, 3600)
    pace = np.diff(DESK.elapsed(np.append(hours, MONDAY + WEEK)))
    weekday, hour = np.divmod(np.arange(168), 24)
    working = (weekday < 5) & (hour >= 8) & (hour < 18)
    assert pace[working].sum() > 0.97 * 7
    assert pace[weekday == 6].sum() < 0.01 * 7
