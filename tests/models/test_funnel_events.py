"""What became of each row, against a loop that never sees what happened too late."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.dataset import Dataset
from features.population import FAR
from models.funnel.events import CLOSE, CLOSE_GIVEN_SQL, SQL, SQL_BY_CLOSE, Event, events_of, outcomes

if TYPE_CHECKING:
    from features.agreement.values import Target


class Row(NamedTuple):
    """A moment: when the lead became an SQL, was won and was next lost; whether it was closed by then."""

    as_of: int
    sql: int
    won: int
    lost: int
    closed: bool


TIMES = st.integers(0, 14) | st.just(FAR)


@st.composite
def rows(draw: st.DrawFn) -> Row:
    as_of, won, lost = draw(st.integers(0, 12)), draw(TIMES), draw(TIMES)
    sql = min(won, draw(TIMES))  # winning reaches a skipped SQL too
    return Row(as_of, sql, won, lost if lost >= as_of else FAR, draw(st.integers(0, 4)) == 0)


def dataset(told: list[Row]) -> Dataset:
    as_of = np.array([row.as_of for row in told])
    sql, won = np.array([row.sql for row in told]), np.array([row.won for row in told])
    open_ = ~np.array([row.closed for row in told]) & (won >= as_of)
    return Dataset(
        x=np.zeros((len(told), 0), np.float32),
        y={},
        open={"sql": open_ & (sql >= as_of), "close": open_},
        reached={"sql": sql, "close": won},
        lost=np.array([row.lost for row in told]),
        lead=np.arange(len(told)),
        created=as_of,
        account=np.full(len(told), -1),
        as_of=as_of,
        features=(),
        known_until=0,
    )


def became(event: Event, row: Row, known_by: int) -> tuple[float, bool, float]:
    """The label, whether the row is young, and if so what is known of it so far."""
    sql, won, lost = (at if at < known_by else None for at in (row.sql, row.won, row.lost))
    when, end = (sql if event.reached == "sql" else won), row.as_of + event.horizon
    if row.as_of >= known_by or row.closed or (won is not None and won < row.as_of) or when == row.as_of:
        return math.nan, False, math.nan
    already = sql is not None and sql < row.as_of
    mature = end < known_by
    if event.name == CLOSE_GIVEN_SQL:
        comes_in_time = mature and sql is not None and row.as_of < sql <= end
        if not already and not comes_in_time:
            return math.nan, False, math.nan
    elif event.reached == "sql" and already:
        return math.nan, False, math.nan
    if mature:
        return float(when is not None and when <= end), False, math.nan
    if when is not None:
        return math.nan, True, 1.0
    return math.nan, True, 0.0 if lost is not None else math.nan


def same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


HORIZONS: list[dict[Target, int]] = [
    {"sql": 4},
    {"close": 5},
    {"sql": 3, "close": 6},
    {"sql": 6, "close": 3},
    {"sql": 4, "close": 4},
]


@pytest.mark.parametrize("horizons", HORIZONS, ids=str)
@given(told=st.lists(rows(), min_size=1, max_size=30), known_by=st.integers(0, 16))
def test_outcomes_are_what_a_loop_says(horizons: dict[Target, int], told: list[Row], known_by: int) -> None:
    data = dataset(told)
    for event in events_of(horizons):
        found = outcomes(event, data, known_by)
        for place, row in enumerate(told):
            y, young, so_far = became(event, row, known_by)
            assert same(found.y[place], y)
            assert found.young[place] == young
            if young:
                assert same(found.so_far[place], so_far)
            if y == 1 or (young and so_far == 1):
                when = row.sql if event.reached == "sql" else row.won
                waits_longer = event.name == "close_given_sql" and bool(data.open["sql"][place])
                assert found.delay[place] == (-1 if waits_longer else when - row.as_of)
                assert when > row.as_of


@pytest.mark.parametrize("horizons", HORIZONS, ids=str)
@given(data=st.data(), told=st.lists(rows(), min_size=1, max_size=30), known_by=st.integers(0, 16))
def test_whatever_happens_from_then_on_changes_nothing(
    horizons: dict[Target, int], data: st.DataObject, told: list[Row], known_by: int
) -> None:
    later = st.integers(known_by, 20) | st.just(FAR)

    def otherwise(row: Row) -> Row:
        sql, won, lost = (data.draw(later) if at >= known_by else at for at in (row.sql, row.won, row.lost))
        return row._replace(sql=min(sql, won), won=won, lost=lost if lost >= row.as_of else FAR)

    for event in events_of(horizons):
        one = outcomes(event, dataset(told), known_by)
        other = outcomes(event, dataset([otherwise(row) for row in told]), known_by)
        np.testing.assert_array_equal(one.y, other.y)
        np.testing.assert_array_equal(one.young, other.young)
        np.testing.assert_array_equal(one.so_far[one.young], other.so_far[one.young])
        came = (one.y == 1) | (one.young & (one.so_far == 1))
        np.testing.assert_array_equal(one.delay[came], other.delay[came])


@given(told=st.lists(rows(), min_size=1, max_size=30), known_by=st.integers(0, 16))
def test_a_row_has_a_label_or_is_young_and_never_both(told: list[Row], known_by: int) -> None:
    data = dataset(told)
    for event in events_of({"sql": 3, "close": 6}):
        found = outcomes(event, data, known_by)
        labelled = ~np.isnan(found.y)
        mature = data.as_of + event.horizon < known_by
        assert not (labelled & ~mature).any()
        assert not (found.young & mature).any()
        if event.name == CLOSE_GIVEN_SQL:
            assert (data.reached["sql"] < data.as_of)[found.young].all()
            assert (data.reached["sql"] <= data.as_of + event.horizon)[labelled].all()


@given(told=st.lists(rows(), min_size=1, max_size=30), known_by=st.integers(0, 16))
def test_winning_is_becoming_an_sql_in_time_and_being_won_then(told: list[Row], known_by: int) -> None:
    data = dataset(told)
    given_sql = outcomes(Event(CLOSE_GIVEN_SQL, "close", "close", 6, ""), data, known_by).y
    by_close = outcomes(Event(SQL_BY_CLOSE, "close", "sql", 6, ""), data, known_by).y
    close = outcomes(Event(CLOSE, "close", "close", 6, ""), data, known_by).y
    both = ~np.isnan(by_close) & ~np.isnan(close)
    product = np.where(by_close == 1, given_sql, 0.0)
    np.testing.assert_array_equal(close[both], product[both])


@pytest.mark.parametrize(
    ("horizons", "expected"),
    [
        ({}, []),
        ({"sql": 4}, [(SQL, "sql", 4)]),
        ({"close": 5}, [(CLOSE, "close", 5)]),
        ({"sql": 3, "close": 6}, [(SQL, "sql", 3), (SQL_BY_CLOSE, "sql", 6), (CLOSE_GIVEN_SQL, "close", 6)]),
        ({"sql": 6, "close": 3}, [(SQL, "sql", 6), (SQL_BY_CLOSE, "sql", 3), (CLOSE_GIVEN_SQL, "close", 3)]),
        ({"sql": 4, "close": 4}, [(SQL, "sql", 4), (CLOSE_GIVEN_SQL, "close", 4)]),
    ],
)
def test_the_events_of_a_funnel(horizons: dict[Target, int], expected: list[tuple[str, str, int]]) -> None:
    assert [(event.name, event.reached, event.horizon) for event in events_of(horizons)] == expected
