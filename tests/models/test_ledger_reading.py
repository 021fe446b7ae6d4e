"""A ledger read by time: each score and answer of a stretch once and in order, however many there are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, text

from models.ledger import Answer, Receipt, reading
from models.ledger.reading import ScoredRow
from models.ledger.schema import shadow_receipts

if TYPE_CHECKING:
    from models.ledger import Ledger

BLANK = Receipt(
    score_id="",
    lead_id="L",
    as_of=3,
    scored_at=0,
    model_version="m",
    agreement_version="a",
    status="scored",
    p_sql=0.1 + 0.2,
    p_close=None,
    rank=5e-324,
    grade="A1",
    fit_score=None,
    fit_grade=None,
    explore=True,
    propensity=0.03,
    input_hash="h",
    inputs=b"[]",
    contributions=b"{}\n",
    answer=b"{}",
)
TIMES = [5, 5, 5, 5, 5, 6, 7, 7, 9, 9]
MANY = [
    replace(BLANK, score_id=f"\\{number:02}", scored_at=at, model_version="mn"[number % 2])
    for number, at in enumerate(TIMES)
]


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages end within one instant, and at the end."""
    monkeypatch.setattr(reading, "_PAGE", 2)


def numbers(found: Receipt) -> ScoredRow:
    return ScoredRow(**{name: getattr(found, name) for name in ScoredRow._fields})


@pytest.mark.parametrize("since", range(4, 11))
@pytest.mark.parametrize("until", range(4, 11))
def test_scores_of_a_stretch_each_once_and_in_order(ledger: Ledger, since: int, until: int) -> None:
    ledger.record(MANY[::-1])
    every = [numbers(one) for one in MANY if since <= one.scored_at < until]
    assert list(ledger.scored(since, until)) == every
    for version in "mno":
        wanted = [row for row in every if row.model_version == version]
        assert list(ledger.scored(since, until, version=version)) == wanted
    assert list(ledger.scored(since, until, shadow=True)) == []


def test_shadows_are_read_apart(ledger: Ledger) -> None:
    with ledger.database.writing() as connection:
        shadows = [vars(one) | {"champion_score_id": "c"} for one in MANY]
        connection.execute(insert(shadow_receipts), shadows)
    assert list(ledger.scored(0, 100)) == []
    assert list(ledger.scored(0, 100, shadow=True)) == [numbers(one) for one in MANY]


def test_what_is_written_between_two_pages_hides_nothing(ledger: Ledger) -> None:
    ledger.record(MANY[::2])
    found = ledger.scored(0, 100)
    first = next(found)
    ledger.record(MANY[1::2])
    read = [first, *found]
    assert sorted(set(read)) == read
    assert {row.score_id for row in read} >= {one.score_id for one in MANY[::2]}


@pytest.mark.parametrize(("since", "until"), [(0, 100), (5, 9), (6, 6), (6, 7), (9, 9), (10, 100)])
def test_answers_by_when_they_were_received(ledger: Ledger, since: int, until: int) -> None:
    answers = [
        Answer(lead_id=f"L{number % 3}", kind="contacted", received_at=at, at=-number, key=f"k\0{number}")
        for number, at in enumerate(TIMES)
    ]
    ledger.take(answers[::-1])
    wanted = [answer for answer in answers if since <= answer.received_at < until]
    assert list(ledger.answered_between(since, until)) == wanted


@pytest.mark.parametrize(
    ("table", "time", "key"),
    [
        ("receipts", "scored_at", "score_id"),
        ("shadow_receipts", "scored_at", "score_id"),
        ("answers", "received_at", "key"),
    ],
)
def test_a_page_is_found_without_reading_those_before(
    ledger: Ledger, table: str, time: str, key: str
) -> None:
    """A batch gives a hundred thousand receipts one instant: none of its pages may sort them all."""
    sql = f"""SELECT * FROM {table} WHERE {time} >= 1 AND {time} < 9 AND ({time}, {key}) > (1, 'x')
        ORDER BY {time}, {key} LIMIT 2"""
    with ledger.database.reading() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            connection.execute(text("SET LOCAL enable_bitmapscan = off"))
            connection.execute(text("SET LOCAL enable_sort = off"))
            plan = " ".join(connection.scalars(text(f"EXPLAIN {sql}")))
        else:
            plan = " ".join(row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {sql}")))
    assert f"{table}_by_time" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
