"""Documents in a database: what is told, synced, compacted and read again."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from models.ledger import Asked, Document, Facts, journeys, telling
from models.ledger.ledger import Ledger
from models.ledger.merging import merged
from models.ledger.schema import documents as table
from models.ledger.syncing import carry_out, planned

if TYPE_CHECKING:
    from collections.abc import Iterator

VISIT = {"at": 5, "kind": "visit", "direction": "inbound"}
_numbers = count()
ODD = ["", " ", "\0", "a\0b", "\ud83d", "😀", "\\", "\\u0000", "%", "'; DROP TABLE documents; --", "é" * 499]


def told(lead_id: str, said_at: int = 1, source: Any = "request", **facts: Any) -> Document:
    return Document(lead_id, source, said_at, Facts.of(**facts))


def visits(*at: int) -> list[dict[str, Any]]:
    return [{**VISIT, "at": when} for when in at]


def rows_stored(ledger: Ledger) -> int:
    with ledger.database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def facts_of(ledger: Ledger, lead_id: str) -> Facts:
    found = ledger.journey(lead_id)
    assert found is not None
    return found.lead.facts


def test_nobody_told_of_it(ledger: Ledger) -> None:
    assert ledger.journey("L") is None
    ledger.told([])
    ledger.told([told("L", attributes={"x": "1"})])
    assert ledger.journey("l") is None
    assert ledger.journey("L") is not None


def test_the_same_is_kept_once_and_the_later_time_counts(ledger: Ledger) -> None:
    ledger.told([told("L", 5, attributes={"x": "old"})])
    ledger.told([told("L", 6, attributes={"x": "new"})])
    ledger.told([told("L", 4, attributes={"x": "old"})] * 2)
    assert (rows_stored(ledger), facts_of(ledger, "L").attributes) == (2, {"x": "new"})
    ledger.told([told("L", 7, attributes={"x": "old"}), told("L", 2, attributes={"x": "old"})])
    assert (rows_stored(ledger), facts_of(ledger, "L").attributes) == (2, {"x": "old"})


@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text)[:20])
def test_any_text_is_an_id(ledger: Ledger, text: str) -> None:
    facts = Facts.of(1, text, {"x": text}, [{"at": 1, "kind": text}])
    ledger.told([Document(text, "request", 1, facts), told(text + "2", account_id=text)])
    found = ledger.journey(text)
    assert found is not None
    assert found.lead == (text, facts)
    assert [other.lead_id for other in found.colleagues] == [text + "2"]
    ledger.synced([told(text, source="sync", created_at=1)])
    assert list(ledger.synced_leads()) == [text]


def test_odd_texts_are_not_each_other(ledger: Ledger) -> None:
    for number, text in enumerate(ODD):
        ledger.told([told(text, created_at=number)])
    assert [facts_of(ledger, text).created_at for text in ODD] == list(range(len(ODD)))


def test_the_ends_of_time_are_kept(ledger: Ledger) -> None:
    facts = Facts.of(-(2**63), touches=visits(-(2**63), 2**63 - 1))
    ledger.told([Document("L", "request", 2**63 - 1, facts)])
    assert facts_of(ledger, "L") == facts


def test_a_sync_replaces_what_a_sync_told(ledger: Ledger) -> None:
    first = ledger.synced([told("L", 1, "sync", touches=visits(1, 2)), told("M", 1, "sync", created_at=1)])
    assert first == (2, 0, 0)
    again = ledger.synced([told("L", 2, "sync", touches=visits(2)), told("M", 2, "sync", created_at=1)])
    assert again == (0, 1, 1)
    assert facts_of(ledger, "L") == Facts.of(touches=visits(2))
    assert rows_stored(ledger) == 2


def test_a_sync_keeps_what_only_requests_told(ledger: Ledger) -> None:
    ledger.told([told("L", 1, touches=visits(1)), told("L", 1, touches=visits(9))])
    ledger.synced([told("L", 2, "sync", touches=visits(1, 2))])
    assert facts_of(ledger, "L") == Facts.of(touches=visits(1, 2, 9))
    assert rows_stored(ledger) == 2


def test_what_is_told_while_a_sync_looks_is_not_taken_back(ledger: Ledger) -> None:
    ledger.told([told("L", 1, attributes={"x": "theirs"})])
    with ledger.database.reading() as connection:
        plan = planned(connection, [told("L", 2, "sync", attributes={"x": "theirs"})])
    assert len(plan.gone) == 1
    ledger.told([told("L", 4, attributes={"x": "theirs"})])  # the same again, and later
    with ledger.database.writing() as connection:
        carry_out(connection, plan)
    ledger.told([told("L", 3, attributes={"x": "ours"})])
    assert facts_of(ledger, "L").attributes == {"x": "theirs"}
    assert rows_stored(ledger) == 3


def test_an_unchanged_sync_speaks_for_a_later_time(ledger: Ledger) -> None:
    for said_at in (1, 3):
        ledger.synced([told("L", said_at, "sync", attributes={"x": "theirs"})])
        ledger.told([told("L", 2, attributes={"x": "ours"})])
        expected = {"x": "ours" if said_at < 2 else "theirs"}
        assert facts_of(ledger, "L").attributes == expected


def test_leads_that_a_sync_no_longer_has(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.ledger.reading._PAGE", 3)
    monkeypatch.setattr(telling, "KEYS", 2)
    names = [f"L{number}" for number in range(10)]
    ledger.synced([told(name, 1, "sync", created_at=1) for name in names])
    ledger.told([told("L3", created_at=5), told("R", created_at=1)])
    assert sorted(ledger.synced_leads()) == names
    ledger.forget_synced(names[2:7])
    assert sorted(ledger.synced_leads()) == names[:2] + names[7:]
    assert ledger.journey("L2") is None
    assert facts_of(ledger, "L3").created_at == 5


def test_many_documents_become_one_that_says_the_same(ledger: Ledger) -> None:
    every = [
        told("L", number, attributes={"x": str(number % 7), str(number): "y"}, touches=visits(number))
        for number in range(150)
    ]
    for document in every:
        ledger.told([document, told(f"other {document.said_at % 7}", created_at=1)])
    assert rows_stored(ledger) < 7 + telling.MOST_DOCUMENTS + 60
    assert facts_of(ledger, "L") == merged(every)
    ledger.told(every)
    assert facts_of(ledger, "L") == merged(every)


def test_rows_of_requests_have_an_end(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "MOST_ROWS", 100)
    for start in range(0, 9_000, 90):
        ledger.told([told("L", touches=visits(*range(start, start + 90)))])
    found = facts_of(ledger, "L").rows["touches"]
    assert len(found) < 4_000
    assert found[-1][0] == 8_999


def test_colleagues_share_the_account_as_it_was_last_told(ledger: Ledger) -> None:
    ledger.told([told(name, 1, account_id="A", touches=visits(1)) for name in ("L", "M", "N", "O")])
    ledger.told([told("N", 2, account_id="B"), told("P", 1, account_id="B"), told("P", 2, account_id="A")])
    found = ledger.journey("L")
    assert found is not None
    assert [other.lead_id for other in found.colleagues] == ["M", "O", "P"]
    assert found.colleagues[0].facts == Facts.of(account_id="A", touches=visits(1))
    for lead_id, known in (("L", True), ("nobody", False)):
        given = ledger.journey(lead_id, "B")
        assert given is not None
        assert given.lead.facts.empty is not known
        assert [other.lead_id for other in given.colleagues] == ["N"]
    alone = ledger.journey("nobody", "C")
    assert alone is not None
    assert alone == (("nobody", Facts()), (), True)


def test_many_journeys_are_those_of_each(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.ledger.journeys.KEYS", 3)
    for number in range(40):
        account = None if number % 5 == 0 else f"A{number % 7}"
        ledger.told([told(f"L{number}", 1, account_id=account, touches=visits(number))])
    asked = [Asked(f"L{number}", "A3" if number % 11 == 0 else None) for number in range(45)]
    found = ledger.journeys(asked)
    assert found == [ledger.journey(*one) for one in asked]
    assert [one is None for one in found] == [False] * 40 + [True] * 4 + [False]
    assert ledger.journeys([]) == []
    assert ledger.journeys([asked[1], asked[1]]) == [found[1]] * 2


def test_an_account_has_an_end(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"L{number:02}" for number in range(20)]
    ledger.told([told(name, 1, account_id="A", touches=visits(1, 2)) for name in names])
    for bound, value, read in (("MOST_COLLEAGUES", 5, 5), ("MOST_ROWS", 15, 6), ("MOST_COLLEAGUES", 19, 19)):
        with monkeypatch.context() as patch:
            patch.setattr(journeys, bound, value)
            found = ledger.journey("L00")
        assert found is not None
        assert [other.lead_id for other in found.colleagues] == names[1 : read + 1]
        assert found.complete == (read == 19)


@pytest.fixture(scope="module")
def worn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.open(None, tmp_path_factory.mktemp("worn")) as ledger:
        yield ledger


EVENTS = st.lists(
    st.tuples(st.sampled_from(["told", "synced"]), st.integers(0, 4), st.integers(0, 5), st.integers(0, 2)),
    max_size=40,
)


@settings(max_examples=40, deadline=None)
@given(EVENTS)
def test_the_database_says_what_was_told(worn: Ledger, events: list[Any]) -> None:
    """Requests and syncs in any order, compaction on the way: the journey is the merge of all that was told.

    Syncs know ever more; what one no longer had would go with what requests had told of the same.
    """
    lead_id = f"L{next(_numbers)}"
    requests: list[Document] = []
    last: list[Document] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(telling, "_FULL", _full(3))
        patch.setattr(telling, "LARGE", 0)
        for kind, said_at, touch, value in events:
            if kind == "synced":
                touches = visits(*{touch, *(at for one in last for at in _instants(one))})
                until = max([said_at, *(document.said_at for document in last)])
                last = [told(lead_id, until, "sync", attributes={"x": str(value)}, touches=touches)]
                worn.synced(last)
            else:
                requests.append(
                    told(lead_id, said_at, attributes={"x": str(value)}, touches=visits(touch) * 2)
                )
                worn.told(requests[-1:])
    found = worn.journey(lead_id)
    every = [*requests, *last]
    assert (found.lead.facts if found else None) == (merged(every) if every else None)


def _instants(document: Document) -> set[int]:
    return {row[0] for row in document.facts.rows["touches"]}


def _full(most: int) -> Any:
    return (
        select(table.c.lead_id)
        .where(table.c.lead_id.in_(telling.bindparam("leads", expanding=True)), table.c.source == "request")
        .group_by(table.c.lead_id)
        .having(func.count() > most)
    )
