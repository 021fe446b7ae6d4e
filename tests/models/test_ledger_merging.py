"""Documents of a lead make one story, whatever the order and however often they are told."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.errors import MomentError
from models.ledger import Document, Facts
from models.ledger.facts import TABLES
from models.ledger.merging import compacted, contained, merged

TEXTS = st.sampled_from(["a", "b", "c", "\0", "\ud83d", "é"])
MAYBE = st.none() | TEXTS
AT = st.integers(0, 3)
NAMES = st.sampled_from(["industry", "country"])


def rows(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(columns), max_size=4)


FACTS = st.builds(
    Facts.of,
    created_at=st.none() | AT,
    account_id=MAYBE,
    attributes=st.dictionaries(NAMES, MAYBE),
    touches=rows(at=AT, kind=TEXTS, direction=MAYBE),
    stages=rows(at=AT, stage=TEXTS),
    changes=rows(at=AT, field=NAMES, value=MAYBE, old_value=MAYBE),
)
DOCUMENTS = st.builds(
    Document,
    lead_id=st.just("L"),
    source=st.sampled_from(["sync", "request", "request"]),
    said_at=AT,
    facts=FACTS,
)
SEVERAL = st.lists(DOCUMENTS, min_size=1, max_size=6)
REQUESTS = st.lists(DOCUMENTS.filter(lambda document: document.source == "request"), min_size=1, max_size=5)


def oracle(documents: list[Document]) -> Facts:
    """The rules as they are stated, one after the other."""
    last: dict[str, tuple[Any, ...]] = {}
    for document in documents:
        told = {**document.facts.attributes, " account": document.facts.account_id}
        for name, value in told.items():
            if value is not None:
                claim = (document.said_at, document.source == "sync", value)
                last[name] = max(last.get(name, claim), claim)
    account = last.pop(" account", (None,))[-1]
    born = {
        source: [
            document.facts.created_at
            for document in documents
            if document.source == source and document.facts.created_at is not None
        ]
        for source in ("sync", "request")
    }
    tables: dict[str, list[dict[str, Any]]] = {}
    for table, columns in TABLES.items():
        counts = [Counter(document.facts.rows.get(table, ())) for document in documents]
        tables[table] = [
            dict(zip(columns, row, strict=True))
            for row in set().union(*counts)
            for _ in range(max(count[row] for count in counts))
        ]
    return Facts.of(
        min(born["sync"] or born["request"], default=None),
        account,
        {name: claim[-1] for name, claim in last.items()},
        tables["touches"],
        tables["stages"],
        tables["attribute_changes"],
    )


@given(SEVERAL)
def test_the_merge_is_what_the_rules_say(documents: list[Document]) -> None:
    assert merged(documents) == oracle(documents)


@given(SEVERAL, st.randoms())
def test_neither_order_nor_repetition_matters(documents: list[Document], random: Any) -> None:
    again = [*documents, *documents]
    random.shuffle(again)
    assert merged(again) == merged(documents)


@given(REQUESTS, SEVERAL)
def test_documents_made_one_say_the_same(requests: list[Document], others: list[Document]) -> None:
    one = compacted(requests, most_rows=1000)
    assert merged([one, *others]) == merged([*requests, *others])
    assert merged([compacted([one, *requests], 1000), *others]) == merged([*requests, *others])


@given(DOCUMENTS, DOCUMENTS, SEVERAL)
def test_what_is_contained_changes_nothing(inner: Document, outer: Document, others: list[Document]) -> None:
    """Nothing is said of documents that are not; see the table below for what must be."""
    sync = Document("L", "sync", outer.said_at, outer.facts)
    if inner.source == "request" and contained(inner, sync):
        assert merged([inner, sync, *others]) == merged([sync, *others])


@given(DOCUMENTS)
def test_a_document_is_read_as_it_was_written(document: Document) -> None:
    read = Document.read(document.lead_id, document.source, document.said_at, document.body)
    assert read == document
    assert read.digest == document.digest


@given(DOCUMENTS, DOCUMENTS)
def test_equal_digests_are_equal_facts(one: Document, other: Document) -> None:
    same = (one.source, one.facts) == (other.source, other.facts)
    assert (one.digest == other.digest) == same


VISIT = {"at": 5, "kind": "visit"}
FORM = {"at": 6, "kind": "form"}


@pytest.mark.parametrize(
    ("inner", "said_at", "expected"),
    [
        (Facts.of(), 9, True),
        (Facts.of(touches=[VISIT]), 9, True),  # when rows were told matters to nobody
        (Facts.of(touches=[VISIT, VISIT]), 1, False),
        (Facts.of(stages=[{"at": 5, "stage": "mql"}]), 1, False),
        (Facts.of(attributes={"industry": "x"}), 2, True),
        (Facts.of(attributes={"industry": "old"}), 1, True),  # the sync said otherwise, and later
        (Facts.of(attributes={"industry": "x"}), 3, False),  # and would outlive another word said between
        (Facts.of(attributes={"country": "x"}), 1, False),
        (Facts.of(created_at=1), 9, True),
        (Facts.of(account_id="A"), 1, False),
    ],
)
def test_what_a_sync_makes_superfluous(inner: Facts, said_at: int, expected: bool) -> None:
    outer = Document("L", "sync", 2, Facts.of(3, None, {"industry": "x"}, [VISIT, FORM]))
    assert contained(Document("L", "request", said_at, inner), outer) is expected


def test_of_too_many_rows_the_newest_stay() -> None:
    told = [
        Document("L", "request", 1, Facts.of(touches=[{"at": at, "kind": "visit"}])) for at in range(1, 30)
    ]
    one = compacted(told, most_rows=10)
    assert [row[0] for row in one.facts.rows["touches"]] == list(range(20, 30))


def test_an_id_that_no_index_could_hold_is_refused() -> None:
    with pytest.raises(MomentError, match="lead_id: 501 characters"):
        Document("x" * 501, "request", 1, Facts())
    with pytest.raises(MomentError, match="account_id: 9,999 characters"):
        Document("x", "request", 1, Facts(account_id="x" * 9_999))
