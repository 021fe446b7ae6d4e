"""The periods of a backtest follow the calendar of the agreement, one after the other and whole."""

from __future__ import annotations

from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.clock import DAY, HOUR, instant
from features.errors import UsageError
from pipelines.backtest import Every

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "months", "days"), [("1mo", 1, 0), ("2w", 0, 14), ("10d", 0, 10), (" 3 mo ", 3, 0)]
)
def test_lengths_are_read(text: str, months: int, days: int) -> None:
    every = Every.of(text)
    assert (every.months, every.days) == (months, days)
    assert Every.of(str(every)) == every


@pytest.mark.parametrize("text", ["", "0d", "-1mo", "1.5w", "1y", "mo", "1m", "12h"])
def test_other_lengths_are_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match='write "1mo", "2w" or "10d"'):
        Every.of(text)


@pytest.mark.parametrize(
    ("start", "every", "expected"),
    [
        ("2023-01-31", "1mo", ["2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30"]),
        ("2023-11-01", "2mo", ["2023-11-01", "2024-01-01", "2024-03-01"]),
        ("2023-03-20", "1w", ["2023-03-20", "2023-03-27", "2023-04-03"]),
    ],
)
def test_steps_follow_the_calendar_through_short_months_and_clock_changes(
    start: str, every: str, expected: list[str]
) -> None:
    steps = Every.of(every, BERLIN)
    first = instant(start, BERLIN)
    assert [steps.after(first, times) for times in range(len(expected))] == [
        instant(day, BERLIN) for day in expected
    ]


def test_a_week_with_the_clock_change_is_an_hour_short() -> None:
    (week,) = Every.of("1w", BERLIN).periods(instant("2023-03-20", BERLIN), instant("2023-03-27", BERLIN))
    assert week.end - week.start == 7 * DAY - HOUR
    assert week.name == "2023-03-20"


@given(
    start=st.integers(0, 50_000 * DAY), length=st.integers(1, 400 * DAY), every=st.sampled_from(["1mo", "9d"])
)
def test_periods_follow_each_other_and_end_in_time(start: int, length: int, every: str) -> None:
    steps = Every.of(every)
    end = start + length
    if steps.after(start, 1) > end:
        with pytest.raises(UsageError, match=f"no period of {every} fits between"):
            steps.periods(start, end)
        return
    found = steps.periods(start, end)
    assert found[0].start == start
    assert all(left.end == right.start for left, right in pairwise(found))
    assert found[-1].end <= end < steps.after(start, len(found) + 1)
    assert len({period.name for period in found}) == len(found)


@pytest.mark.parametrize(("every", "expected"), [("1mo", "2023-05-01"), ("1w", "2023-05-17")])
def test_round_dates(every: str, expected: str) -> None:
    assert Every.of(every, BERLIN).round_before(instant("2023-05-17T13:00", BERLIN)) == instant(
        expected, BERLIN
    )
