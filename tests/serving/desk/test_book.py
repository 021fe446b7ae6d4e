"""The list of leads: what a slow and plain reading of the ledger says, whatever is asked of it."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import math
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.clock import MINUTE, now
from models.ledger import Answer, Document, Ledger, Receipt
from models.ledger.facts import Facts
from models.ledger.latest import newest
from models.queue import Candidate, Terms, queue_of
from models.workspace import Workspace
from serving.desk.book import Book
from serving.desk.book import book as made_anew
from serving.desk.book.asked import SIZE, SORTS, VIEWS, Asked, asked
from serving.desk.book.gathered import Gathered
from serving.desk.book.picked import picked
from serving.desk.book.shelving import shelf_of
from serving.desk.book.table import COLUMNS, table
from serving.refusal import no_model
from serving.week import Week

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from models.queue import Queue
    from serving.desk.book.shelf import Shelf

NOW = 1_700_000_000_000_000
TERMS = Terms(
    capacity=3,
    following=2,
    ranked_by="sql",
    targets=("sql", "close"),
    errors={"sql": 0.1, "close": 0.1},
    explore=0.34,
    salt="x",
    week=1,
)
IDS = ("L1", "l1", "Ä/ 2", "x\ny", "L10", "\ud800", "=1+1", "L1 A1")


def receipt(number: int, lead_id: str, as_of: int, **told: Any) -> Receipt:
    usual: dict[str, Any] = {
        "scored_at": NOW,
        "model_version": "m",
        "agreement_version": "a",
        "status": "scored",
        "p_sql": 0.5,
        "p_close": 0.2,
        "rank": 1.0,
        "grade": "A1",
        "fit_score": None,
        "fit_grade": None,
        "explore": False,
        "input_hash": "",
        "inputs": b"",
        "contributions": b"",
        "answer": b'{"reason_1": "because", "status_why": ""}',
    }
    return Receipt(score_id=f"s{number}", lead_id=lead_id, as_of=as_of, **{**usual, **told})


SCORES = st.lists(
    st.fixed_dictionaries(
        {
            "lead_id": st.sampled_from(("", *IDS)),
            "as_of": st.integers(NOW - 3, NOW + 1),
            "scored_at": st.integers(NOW - 2, NOW),
            "status": st.sampled_from(("scored", "closed")),
            "p_sql": st.sampled_from((None, 0.0, 0.125, 0.5, 1.0)),
            "p_close": st.sampled_from((None, 0.25, 0.75)),
            "grade": st.sampled_from((None, "A1", "A2", "B1", "X?", "?4")),
            "explore": st.booleans(),
        }
    ),
    max_size=20,
)
ANSWERS = st.dictionaries(st.sampled_from(IDS), st.sampled_from(("accepted", "returned")), max_size=4)


def mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """Questions that ask for everything at once find nobody, and tell nothing."""
    return st.one_of(st.just(usual), st.just(usual), st.just(usual), st.sampled_from(others))


QUESTIONS = st.builds(
    Asked,
    view=mostly("all", "week", "missed"),
    named=mostly("", "l1", "L1", "a1", "ä/", "x y", "2 a", "."),
    fit=mostly("", "A", "X", "?"),
    band=mostly("", "1", "?"),
    status=mostly("", "scored", "closed"),
    answer=mostly("", "any", "none", "accepted", "returned"),
    explored=mostly(False, True),
    of=st.sampled_from(("", "sql", "close")),
    least=mostly(None, 0.0, 12.5, 25.0, 60.0),
    most=mostly(None, 0.0, 25.0, 50.0, 100.0),
    sort=st.sampled_from(SORTS),
    up=st.booleans(),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(None, tmp_path) as opened:
        yield opened


def queue(receipts: list[Receipt]) -> Queue:
    """The list that the week would make of some scores."""
    leads = [
        Candidate(one.lead_id, one.status, one.p_sql, one.p_close, one.grade, one.explore) for one in receipts
    ]
    return queue_of(leads, TERMS)


def gathered(receipts: list[Receipt], accounts: dict[str, str], answers: dict[str, str]) -> Gathered:
    made = Gathered()
    made.accounts = accounts
    made.answers = {lead_id: (1, 1, kind) for lead_id, kind in answers.items()}
    columns = ("scored_at", "score_id", "lead_id", "as_of", "status", "p_sql", "p_close", "grade", "explore")
    rows = [tuple(getattr(one, name) for name in columns) for one in receipts]
    made.take(rows, NOW)
    return made


def is_wanted(one: Receipt, question: Asked, part: str, explored: bool, account: str, answer: str) -> bool:
    """Whether a lead is asked for: as a person would look, one question after the other."""
    p = one.p_close if question.of == "close" else one.p_sql
    line = " ".join(f"{one.lead_id} {account}".casefold().split())
    grade = one.grade or ""
    return all(
        (
            question.view == "all" or {"week": "queue", "missed": "missed"}[question.view] == part,
            " ".join(question.named.casefold().split()) in line,
            not question.fit or grade[:1] == question.fit,
            not question.band or grade[1:] == question.band,
            question.status in ("", one.status),
            question.answer in ("", answer or "none") or (question.answer == "any" and answer != ""),
            not question.explored or explored,
            question.least is None or (p is not None and p >= question.least / 100),
            question.most is None or (p is not None and p <= question.most / 100),
        )
    )


@given(
    SCORES,
    ANSWERS,
    st.dictionaries(st.sampled_from(IDS), st.sampled_from(("A1", "A 2")), max_size=4),
    QUESTIONS,
)
@settings(deadline=None, max_examples=200)
def test_what_is_asked_is_what_is_shown(
    scores: list[dict[str, Any]], answers: dict[str, str], accounts: dict[str, str], question: Asked
) -> None:
    receipts = [receipt(number, **one) for number, one in enumerate(scores)]
    latest = {one.lead_id: one for one in newest_of(receipts)}
    week = queue(list(latest.values()))
    shelf = shelf_of(gathered(receipts, accounts, answers), NOW, week, "")
    parts = {lead.lead_id: name for name in ("queue", "missed", "skipped") for lead in week.part(name)}
    explored = {lead.lead_id for lead in week.explored}
    wanted = {
        lead_id
        for lead_id, one in latest.items()
        if is_wanted(
            one,
            question,
            parts.get(lead_id, ""),
            lead_id in explored,
            accounts.get(lead_id, ""),
            answers.get(lead_id, ""),
        )
    }
    found = [shelf.lead_id[row] for row in picked(shelf, question, {}).rows]
    assert len(found) == len(set(found))
    assert set(found) == wanted
    keys = {
        "place": lambda one: place_of(week, one.lead_id),
        "sql": lambda one: -(one.p_sql if one.p_sql is not None else -1),
        "close": lambda one: -(one.p_close if one.p_close is not None else -1),
        "grade": lambda one: one.grade or "",
        "scored": lambda one: -one.scored_at,
        "lead": lambda one: one.lead_id,
    }
    told = [keys[question.sort](latest[lead_id]) for lead_id in found]
    assert told == sorted(told, reverse=question.up)


def newest_of(receipts: list[Receipt]) -> list[Any]:
    """Of each lead the newest score, as the ledger's own reader says."""
    rows: Any = receipts
    return list(newest(sorted(rows, key=lambda one: (one.scored_at, one.score_id)), NOW).values())


def place_of(week: Queue, lead_id: str) -> tuple[int, int]:
    for number, name in enumerate(("queue", "missed", "skipped")):
        for place, lead in enumerate(week.part(name)):  # pyright: ignore[reportArgumentType]
            if lead.lead_id == lead_id:
                return number, place
    return 3, 0


@given(SCORES, st.integers(0, 20))
@settings(deadline=None, max_examples=25)
def test_read_in_pieces_it_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, scores: list[dict[str, Any]], first: int
) -> None:
    receipts = [receipt(number, **one) for number, one in enumerate(scores)]
    with Ledger.open(None, tmp_path_factory.mktemp("ledger")) as ledger:
        pieces = Gathered()
        for part in (receipts[:first], receipts[first:]):
            ledger.record(part)
            pieces.gather(ledger, NOW)
        whole = Gathered()
        whole.gather(ledger, NOW)
        plain = newest(ledger.scored(0, NOW + 1), NOW)
    assert pieces.scores == whole.scores
    assert {lead_id: one.score_id for lead_id, one in whole.scores.items()} == {
        lead_id: one.score_id for lead_id, one in plain.items()
    }


def test_answers_and_accounts_are_read_with_them(ledger: Ledger) -> None:
    facts = [Facts(account_id=account) for account in ("A1", "A2", None)]
    ledger.told([Document(f"L{number % 2}", "request", NOW, fact) for number, fact in enumerate(facts)])
    for number, kind in enumerate(("accepted", "returned")):
        reason = "duplicate" if kind == "returned" else None
        ledger.answered(
            Answer(lead_id="L0", kind=kind, received_at=NOW + number, at=NOW - number, reason=reason)
        )
    found = Gathered()
    found.gather(ledger, NOW + 5)
    assert found.accounts == {"L0": "A1", "L1": "A2"}
    assert found.answers["L0"][2] == "accepted"  # it happened later than the one that came later


def shelf(size: int, *, week: bool = False) -> Shelf:
    receipts = [receipt(number, f"L{number:04}", NOW, p_sql=number / size) for number in range(size)]
    return shelf_of(gathered(receipts, {}, {}), NOW, queue(receipts) if week else None, "")


@pytest.mark.parametrize(("size", "page", "shown", "pages"), [
    (0, 1, 0, 1),
    (1, 1, 1, 1),
    (SIZE, 9, SIZE, 1),
    (SIZE + 1, 2, 1, 2),
    (3 * SIZE, 99_999_999, SIZE, 3),
])  # fmt: skip
def test_pages_are_whole(size: int, page: int, shown: int, pages: int) -> None:
    found = picked(shelf(size), Asked("all", page=page), {})
    assert (len(found.shown), found.pages) == (shown, pages)
    every = [picked(shelf(size), Asked("all", page=n), {}).shown.tolist() for n in range(1, pages + 1)]
    assert [row for rows in every for row in rows] == found.rows.tolist()


def test_who_was_answered_a_moment_ago_is_off_the_list_and_found_by_it() -> None:
    whole = shelf(10, week=True)
    first = whole.lead_id[picked(whole, Asked("week"), {}).rows[0]]
    since = {first: "returned", "nobody": "accepted"}
    assert first not in [whole.lead_id[row] for row in picked(whole, Asked("week"), since).rows]
    for answer, there in (("returned", True), ("any", True), ("none", False), ("accepted", False)):
        rows = picked(whole, Asked("all", answer=answer), since).rows
        assert (first in [whole.lead_id[row] for row in rows]) is there


QUERY = {
    "view": "missed",
    "named": " x ",
    "fit": "?",
    "least": "5",
    "page": "3",
    "up": "yes",
    "explored": "yes",
}


def test_a_question_is_its_own_address() -> None:
    whole = shelf(3, week=True)
    question = asked(QUERY, whole)
    assert question == Asked("missed", "x", "?", least=5.0, page=3, up=True, explored=True)
    again = {name: str(value) for name, value in question.query(page=question.page).items()}
    assert asked(again, whole) == question


@given(st.dictionaries(st.sampled_from(Asked._fields), st.text(max_size=12)))
def test_any_address_asks_something(query: dict[str, str]) -> None:
    whole = shelf(3, week=True)
    question = asked(query, whole)
    assert question.view in VIEWS
    assert question.page >= 1
    assert question.least is None or not math.isnan(question.least)
    picked(whole, question, {})


def test_without_a_list_all_leads_are_shown() -> None:
    assert asked({"view": "week"}, shelf(3)).view == "all"
    assert asked({}, shelf(3)).view == "all"
    assert asked({}, shelf(3, week=True)).view == "week"


def test_a_file_holds_what_is_shown_and_no_formula() -> None:
    receipts = [
        receipt(n, name, NOW, p_sql=0.25 if n else None) for n, name in enumerate(("=cmd|'x'", 'a,b\n"c"'))
    ]
    whole = shelf_of(gathered(receipts, {"=cmd|'x'": "@A"}, {}), NOW, queue(receipts), "")
    rows = list(csv.DictReader(io.StringIO(table(whole, [0, 1], {'a,b\n"c"': "accepted"}), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["lead_id"], rows[0]["account_id"], rows[0]["p_sql"]) == ("'=cmd|'x'", "'@A", "")
    assert (rows[1]["lead_id"], rows[1]["p_sql"], rows[1]["answer"]) == ('a,b\n"c"', "0.25", "accepted")


class Nobody:
    def answerer(self) -> None:
        raise no_model()


def test_nobody_waits_for_a_book_but_the_first(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(made_anew, "monotonic", lambda: clock[0])
    champion: Any = Nobody()
    week = Week(None, lambda: None)
    place = Workspace(tmp_path)
    at = now()

    async def looks() -> list[int]:
        book = Book(place, ledger, champion, week)
        ledger.record([receipt(0, "L0", at - MINUTE, scored_at=at)])
        sizes = [len(await book.shelf())]
        ledger.record([receipt(1, "L1", at - MINUTE, scored_at=at)])
        sizes.append(len(await book.shelf()))  # fresh enough
        clock[0] += made_anew.FRESH + 1
        sizes.append(len(await book.shelf()))  # the old one, while another is made
        await asyncio.sleep(0.5)
        sizes.append(len(await book.shelf()))
        ledger.record([receipt(2, "L2", at - MINUTE, scored_at=at)])
        clock[0] += made_anew.OLD + 1
        sizes.append(len(await book.shelf()))  # so old that it is the first again
        return sizes

    assert asyncio.run(looks()) == [1, 1, 1, 2, 3]


def test_what_is_forgotten_goes(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(made_anew, "monotonic", lambda: clock[0])
    champion: Any = Nobody()
    week = Week(None, lambda: None)
    place = Workspace(tmp_path)
    place.state.mkdir()
    at = now()

    async def looks() -> list[list[str]]:
        book = Book(place, ledger, champion, week)
        ledger.record([receipt(n, f"L{n}", at - MINUTE, scored_at=at) for n in range(2)])
        shown = [list((await book.shelf()).lead_id)]
        with ledger.database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM receipts WHERE lead_id = 'L0'")
        (place.state / "forgotten.json").write_text("{}")
        clock[0] += made_anew.FRESH + 1
        await book.shelf()
        await asyncio.sleep(0.5)
        shown.append(list((await book.shelf()).lead_id))
        return shown

    assert asyncio.run(looks()) == [["L0", "L1"], ["L1"]]


def test_the_week_on_the_desk_is_the_week_of_the_api(company: Any) -> None:
    told = company.server.ask("/v1/queue", headers={"X-API-Key": company.tokens["api"]}).json
    text = asked_file(company, view="week")
    assert [row["lead_id"] for row in text] == [row["lead_id"] for row in told["results"]]
    assert [int(row["place"]) for row in text] == [row["place"] for row in told["results"]]
    assert {row["lead_id"] for row in text if row["explored"]} == {
        row["lead_id"] for row in told["results"] if row["explored"]
    }


def test_a_chance_in_the_file_is_that_of_the_receipt(company: Any) -> None:
    with company.ledger() as ledger:
        plain = newest(ledger.scored(0, now()), now())
    text = asked_file(company, view="all", least="1", sort="sql")
    assert len(text) > 10
    for row in text:
        assert float(row["p_sql"]) == plain[row["lead_id"]].p_sql
    assert [float(row["p_sql"]) for row in text] == sorted(
        (float(row["p_sql"]) for row in text), reverse=True
    )


def asked_file(company: Any, **query: str) -> list[dict[str, str]]:
    cookie = {"Cookie": f"leadcast_desk={company.session('viewer')}"}
    reply = company.server.ask(f"/desk/leads.csv?{urlencode(query)}", headers=cookie)
    assert reply.status == 200
    assert reply.headers["content-disposition"] == 'attachment; filename="leads.csv"'
    return list(csv.DictReader(io.StringIO(reply.body.decode(), newline="")))


def test_the_list_says_why(company: Any) -> None:
    cookie = {"Cookie": f"leadcast_desk={company.session('viewer')}"}
    page = company.server.ask("/desk?view=all&named=L001460", headers=cookie).body.decode()
    with company.ledger() as ledger:
        (score,) = (
            one for one in newest(ledger.scored(0, now()), now()).values() if one.lead_id == "L001460"
        )
        kept = ledger.receipt(score.score_id)
    assert kept
    answer = json.loads(kept.answer)
    assert (answer["status_why"] or answer["reason_1"]) in page
