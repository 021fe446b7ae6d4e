"""Times of every spelling are read as the instant they name, in the agreement's zone where they have none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from features import clock
from features.agreement.parse import parse_agreement
from features.sources import numbers, open_journey, times

if TYPE_CHECKING:
    from pathlib import Path

    from features.sources import Journey

BERLIN = ZoneInfo("Europe/Berlin")


def read(expression: str, *texts: str, zone: str = "UTC") -> list[Any]:
    with duckdb.connect() as db:
        db.execute(f"SET TimeZone = '{zone}'")
        db.execute(times.MACROS + numbers.MACROS)
        return [db.execute(f"SELECT {expression}", {"t": text}).fetchall()[0][0] for text in texts]


def berlin(*parts: int) -> int:
    return clock.from_datetime(datetime(*parts, tzinfo=BERLIN))


WINTER = (2024, 1, 5, 14, 30)
TIMES = {
    "2024-01-05": (2024, 1, 5),
    "2024-01-05 14:30": WINTER,
    "2024-01-05T14:30:00": WINTER,
    "2024-07-05 14:30:00.250": (2024, 7, 5, 14, 30, 0, 250_000),
    "2024-01-05T13:30:00Z": WINTER,
    "2024-01-05T13:30:00.000+0000": WINTER,
    "2024-01-05 15:30:00 +0200": WINTER,
    "2024-01-05 08:30:00-05": WINTER,
    "2024-01-05 02:30 PM": WINTER,
    "2024-01-05 12:05 AM": (2024, 1, 5, 0, 5),
    "2024/1/5 14:30": WINTER,
    "20240105": (2024, 1, 5),
    "20240105T133000Z": WINTER,
    "05.01.2024 14:30": WINTER,
    "5.1.2024": (2024, 1, 5),
    "05.01.24, 14:30": WINTER,
    "5. 1. 2024 2:30 p.m.": WINTER,
    "1704461400": WINTER,
    "1704461400.25": (*WINTER, 0, 250_000),
    "1704461400000": WINTER,
    "1704461400000000": WINTER,
    "5 Jan 2024 14:30": WINTER,
    "05.01.2024 14:30:00.25": (*WINTER, 0, 250_000),
    "5-Jan-24": (2024, 1, 5),
    "Jan 5, 2024 2:30 PM": WINTER,
    "January 5, 2024": (2024, 1, 5),
    "Fri, 05 Jan 2024 13:30:00 +0000": WINTER,
}


@pytest.mark.parametrize("text", TIMES)
def test_a_time_is_read_in_the_zone_of_the_agreement(text: str) -> None:
    assert read("text_time($t, iso_text($t))", text, zone="Europe/Berlin") == [berlin(*TIMES[text])]


@pytest.mark.parametrize(
    "text",
    [
        *("yesterday", "2024-02-30", "30.02.2024", "2024-01-05 25:00", "2024-01-05 13:30 PM", "45292.5"),
        *(
            "05.13.2024",
            "infinity",
            "epoch",
            "//",
            "-",
            "12:30",
            "2024",
            "Q1 2024",
            "00.00.0000",
            "0000-00-00",
        ),
    ],
)
def test_what_is_no_time_is_not_read(text: str) -> None:
    assert read("text_time($t, iso_text($t))", text) == [None]


@given(
    moment=some.datetimes(datetime(1971, 1, 1), datetime(2068, 12, 31)),
    form=some.sampled_from(
        ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f", "%d.%m.%Y %H:%M:%S", "%Y/%m/%d %I:%M:%S %p"]
    ),
)
@settings(max_examples=60, deadline=None)
def test_reading_is_the_inverse_of_writing(moment: datetime, form: str) -> None:
    kept = moment if "%f" in form else moment.replace(microsecond=0)
    expected = clock.from_datetime(kept.replace(tzinfo=UTC))
    assert read("text_time($t, iso_text($t))", moment.strftime(form)) == [expected]


@given(days=some.lists(some.integers(0, 3000), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_ordered_dates_agree_with_python(days: list[int]) -> None:
    dates = [datetime(2020, 1, 1, 9, 5, tzinfo=UTC) + timedelta(days=day) for day in days]
    expected = [clock.from_datetime(date) for date in dates]
    european = read("iso_time(day_first($t, '/'))", *(d.strftime("%d/%m/%Y %H:%M") for d in dates))
    american = read("iso_time(month_first($t, '/'))", *(f"{d.month}/{d.day}/{d:%y, %I:%M %p}" for d in dates))
    assert (european, american) == (expected, expected)


def opened(folder: Path, column: str, values: list[str], more: str = "") -> Journey:
    lines = "".join(f'{n},"{value}"\n' for n, value in enumerate(values))
    (folder / "leads.csv").write_text(f"lead_id,{column}\n{lines}", encoding="utf-8")
    text = f'name = "T"\n{more}\n[sources]\nleads = "leads.csv"\n[columns.leads]\ncreated_at = "{column}"'
    return open_journey(parse_agreement(text), folder)


ORDERS: dict[str, tuple[list[str], str, list[str]]] = {
    "a day above twelve": (["03/04/2024", "13/04/2024"], "", ["2024-04-03", "2024-04-13"]),
    "a month in second place": (["03/04/2024", "04/13/2024"], "", ["2024-03-04", "2024-04-13"]),
    "the agreement": (
        ["03/04/2024", "05/06/2024"],
        'date_order = "month_first"',
        ["2024-03-04", "2024-05-06"],
    ),
    "the same either way": (["03/03/2024", "04-04-2024"], "", ["2024-03-03", "2024-04-04"]),
    "others are plain": (["2024-03-04", "13/04/24"], "", ["2024-03-04", "2024-04-13"]),
}


@pytest.mark.parametrize("name", ORDERS)
def test_the_order_of_day_and_month_comes_from_the_column_or_the_agreement(tmp_path: Path, name: str) -> None:
    values, more, expected = ORDERS[name]
    with opened(tmp_path, "since", values, more) as journey:
        read = journey.db.execute("SELECT created_at FROM leads ORDER BY lead_id").fetchall()
    assert [instant for (instant,) in read] == [clock.instant(day) for day in expected]


def test_dates_that_do_not_fit_the_agreed_order_are_set_aside(tmp_path: Path) -> None:
    with opened(tmp_path, "since", ["13/04/2024", "04/13/2024"], 'date_order = "day_first"') as journey:
        assert journey.db.execute("SELECT lead_id FROM leads").fetchall() == [("0",)]
        assert journey.db.execute("SELECT lead_id, why, found FROM set_aside").fetchall() == [
            ("1", "unreadable created_at", "04/13/2024")
        ]


TYPED = {
    "TIMESTAMP '2024-01-05 14:30:00.000001'": berlin(*WINTER, 0, 1),
    "TIMESTAMPTZ '2024-01-05 13:30:00+00'": berlin(*WINTER),
    "TIMESTAMP_NS '2024-01-05 14:30:00'": berlin(*WINTER),
    "DATE '2024-01-05'": berlin(2024, 1, 5),
    "1704461400::BIGINT": berlin(*WINTER),
    "1704461400000::HUGEINT": berlin(*WINTER),
    "1704461400.5::DOUBLE": berlin(*WINTER, 0, 500_000),
    "'2024-01-05 14:30'": berlin(*WINTER),
}


@pytest.mark.parametrize("value", TYPED)
def test_typed_columns_are_read_exactly(tmp_path: Path, value: str) -> None:
    query = f"SELECT 1 AS lead_id, {value} AS created_at UNION ALL SELECT 2, NULL"
    agreement = parse_agreement(f'name = "T"\ntimezone = "Europe/Berlin"\n[sources]\nleads = """{query}"""')
    with open_journey(agreement, tmp_path) as journey:
        assert journey.db.execute("SELECT created_at FROM leads").fetchall() == [(TYPED[value],)]
        assert journey.db.execute("SELECT lead_id, why FROM set_aside").fetchall() == [("2", "no created_at")]


NUMBERS: dict[str, tuple[list[str], list[float | None]]] = {
    "plain": (["5", "-2.5", "1e3", "0.125"], [5, -2.5, 1000, 0.125]),
    "German": (["1.234,56", "1.234", "7,5", "1.234.567"], [1234.56, 1234, 7.5, 1_234_567]),
    "English": (["1,234.56", "1,234", "7.5", "1,234,567"], [1234.56, 1234, 7.5, 1_234_567]),
    "money": (["€ 1.234,50", "99,90 EUR", "1 000,00"], [1234.5, 99.9, 1000]),
    "dollars": (["$1,234.50", "USD 20.00"], [1234.5, 20]),
    "undecided comma": (["1,234"], [1234]),
    "undecided point": (["1.234"], [1.234]),
    "no number": (["many", "1,2,3", "12-5"], [None, None, None]),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_amounts_are_read_with_the_decimals_of_their_column(tmp_path: Path, name: str) -> None:
    texts, expected = NUMBERS[name]
    (tmp_path / "leads.csv").write_text("lead_id,created_at\n1,2024-01-01\n")
    lines = "".join(f'1;2024-01-02;sql;"{text}"\n' for text in texts)
    (tmp_path / "stages.csv").write_text(f"lead_id;at;stage;amount\n{lines}", encoding="utf-8")
    agreement = parse_agreement('name = "T"\n[sources]\nleads = "leads.csv"\nstages = "stages.csv"')
    with open_journey(agreement, tmp_path) as journey:
        assert [
            amount for (amount,) in journey.db.execute("SELECT amount FROM stages").fetchall()
        ] == expected
