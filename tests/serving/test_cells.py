"""What JSON values mean: the same as the cells of an export that batch reads."""

from __future__ import annotations

import csv
import json
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features import clock
from features.agreement.parse import parse_agreement
from features.naming import key
from features.sources import open_journey
from serving.request.cells import compared, instant, listed, text

if TYPE_CHECKING:
    from pathlib import Path

AGREEMENT = """
name = "times"
timezone = "Europe/Amsterdam"
[sources]
leads = "leads.csv"
"""
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NEW_YEAR = 1_704_067_200  # seconds until 2024-01-01 in UTC


def read_by_batch(folder: Path, stamps: list[str], notes: list[str]) -> dict[str, tuple[int, str | None]]:
    """What the batch sources make of times and texts in a CSV file, by row."""
    with (folder / "leads.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, quoting=csv.QUOTE_ALL)
        rows.writerow(("lead_id", "created_at", "note"))
        rows.writerows((f"{row}", *pair) for row, pair in enumerate(zip(stamps, notes, strict=True)))
    agreement = parse_agreement(AGREEMENT)
    with open_journey(agreement, folder) as journey:
        found = journey.db.sql("SELECT lead_id, created_at, note FROM leads").fetchall()
    return {lead_id: (created, note) for lead_id, created, note in found}


def many_stamps(pick: random.Random) -> list[str]:
    """Times of all zones and precisions, and every quarter hour around the changes of Amsterdam's clocks."""
    stamps: list[str] = []
    for start in (datetime(2024, 3, 31), datetime(2024, 10, 27)):
        stamps += [(start + timedelta(minutes=15 * quarter)).isoformat() for quarter in range(20)]
    for _ in range(600):
        moment = datetime(1975, 1, 1) + timedelta(microseconds=pick.randrange(60 * 365 * clock.DAY))
        zone = pick.choice(("", "", "Z", "+05:30", "-08:00"))
        epoch = clock.from_datetime(moment.replace(tzinfo=UTC))
        stamps += [moment.isoformat(pick.choice("T ")) + zone, moment.isoformat(" ", "seconds") + zone]
        stamps += [moment.date().isoformat(), moment.strftime("%Y%m%d")]
        stamps += [str(epoch // 10**6), str(epoch // 1000), str(epoch), str(epoch * 1000)]
    return stamps


def test_times_and_texts_are_those_batch_reads(tmp_path: Path) -> None:
    pick = random.Random(4)
    stamps = many_stamps(pick)
    letters = "ab 1\t\n\r\u00a0\u2003é,;\"'"
    marks = ("", "\ufeff", " \ufeff")  # a byte order mark stands at the beginning, if anywhere
    notes = [pick.choice(marks) + "".join(pick.choices(letters, k=pick.randrange(9))) for _ in stamps]
    found = read_by_batch(tmp_path, stamps, notes)
    assert len(found) == len(stamps)
    for row, (stamp, note) in enumerate(zip(stamps, notes, strict=True)):
        assert (instant(stamp, AMSTERDAM), text(note)) == found[f"{row}"], (stamp, note)


@pytest.mark.parametrize(
    "value",
    [
        NEW_YEAR,
        NEW_YEAR * 1_000,
        str(NEW_YEAR * 1_000),
        f" {NEW_YEAR * 1_000} ",
        NEW_YEAR * 1_000_000,
        float(NEW_YEAR * 1_000),
        "2024-01-01",
        "20240101",
        "2024-01-01T00:00Z",
        "2024-01-01 01:00:00.000+01:00",
    ],
)
def test_one_instant_written_in_many_ways(value: Any) -> None:
    assert instant(value) == NEW_YEAR * clock.SECOND


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        [],
        {},
        "",
        "soon",
        "jo@example.com",
        "2024-13-01",
        float("nan"),
        float("inf"),
        1e300,
        10**400,
        -(10**19),
        "9999-12-31",
        "0001-01-01T00:00:00+14:00",
        "2024-01-01T00:00:00+99:00",
    ],
)
def test_no_instant(value: Any) -> None:
    with pytest.raises(ValueError, match=r"is expected$|lies outside the years 1900 to 9998$"):
        instant(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        (" \t\u00a0", None),
        (" Acme ", "Acme"),
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (5.0, "5"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e300, "1e+300"),
        (10**30, "1" + "0" * 30),
    ],
)
def test_a_scalar_is_a_text(value: Any, expected: str | None) -> None:
    assert text(value) == expected
    assert listed(value) == expected


def test_a_list_is_one_text() -> None:
    assert listed(["SAP", None, " ", "AWS", 4]) == "SAP;AWS;4"
    assert listed([]) is None


@pytest.mark.parametrize("value", [{}, {"a": 1}, float("nan"), float("-inf"), [[1]], [{}]])
def test_no_text(value: Any) -> None:
    with pytest.raises(ValueError, match=r"is expected"):
        listed(value)


@given(st.text())
def test_names_are_compared_as_columns_are(name: str) -> None:
    assert compared(name) == key(name)


NUMBERS = (5.0, -0.0, 0.1, 1e-7, 1e16, 2.0**53, 2.0**53 - 1, -3.0, 1e300, 123456789.125, 1 / 3)


@pytest.mark.parametrize("ending", ["parquet", "jsonl", "decimal"])
def test_a_number_has_one_text_whatever_the_type_of_its_column(tmp_path: Path, ending: str) -> None:
    rows = [{"lead_id": str(row), "created_at": "2024-01-01", "n": n} for row, n in enumerate(NUMBERS)]
    if ending == "decimal":
        cents = [Decimal(f"{n:.2f}") for n in NUMBERS if abs(n) < 1e9]
        rows = [{**row, "n": n} for row, n in zip(rows, cents, strict=False)]
    if ending == "jsonl":
        (tmp_path / "leads.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    else:
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "leads.parquet")
    source = "leads.jsonl" if ending == "jsonl" else "leads.parquet"
    agreement = parse_agreement(AGREEMENT.replace("leads.csv", source))
    with open_journey(agreement, tmp_path) as journey:
        found = dict(journey.db.sql("SELECT lead_id, n FROM leads").fetchall())
    assert found == {row["lead_id"]: text(float(row["n"])) for row in rows}


def test_a_list_of_numbers_has_one_text_too(tmp_path: Path) -> None:
    rows = [{"lead_id": "1", "created_at": "2024-01-01", "n": [1.0, 2.5, None]}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "leads.parquet")
    agreement = parse_agreement(AGREEMENT.replace("leads.csv", "leads.parquet"))
    with open_journey(agreement, tmp_path) as journey:
        assert journey.db.sql("SELECT n FROM leads").fetchall() == [(listed([1.0, 2.5, None]),)]
