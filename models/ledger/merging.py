"""One story of what several tellers told of a lead, whatever the order they told it in.

- Rows: each as often as the document that has it most often. Alike touches of one document are several; the
  same touch in two documents is one.
- The account and each attribute: as said last, by those who have a value for it. What was said for the same
  instant is settled by a sync, and then by the greater text.
- The creation: as a sync has it, else the earliest told.

Each is a greatest element, so that neither order nor repetition matters, and documents can be put together
in any grouping.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from models.ledger.document import ACCOUNT, Document, Weight
from models.ledger.facts import TABLES, Facts, Row, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.ledger.facts import Rows


def merged(documents: Sequence[Document]) -> Facts:
    """The facts of a lead's documents."""
    if len(documents) == 1:
        return documents[0].facts
    values = _values(documents)
    account = values.pop(ACCOUNT, None)
    return Facts(
        created_at=_created(documents),
        account_id=account[2] if account else None,
        attributes={name: values[name][2] for name in sorted(values)},
        rows={table: rows for table in TABLES if (rows := _union(documents, table))},
    )


def compacted(documents: Sequence[Document], most_rows: int) -> Document:
    """One request's document that says what several said; of more rows than ``most_rows``, the newest."""
    facts, values = merged(documents), _values(documents)
    said_at = max(document.said_at for document in documents)
    return Document(
        documents[0].lead_id,
        "request",
        said_at,
        Facts(
            facts.created_at,
            facts.account_id,
            facts.attributes,
            {table: rows[-most_rows:] for table, rows in facts.rows.items()},
        ),
        {name: weight[0] for name, weight in values.items() if weight[0] < said_at},
    )


def contained(inner: Document, outer: Document) -> bool:
    """Whether a document changes nothing beside another of the same lead, which is a sync's."""
    return (
        (inner.facts.created_at is None or outer.facts.created_at is not None)
        and all(
            name in outer.values and weight <= outer.values[name] for name, weight in inner.values.items()
        )
        and all(
            Counter(rows) <= Counter(outer.facts.rows.get(table, ()))
            for table, rows in inner.facts.rows.items()
        )
    )


def _values(documents: Iterable[Document]) -> dict[str, Weight]:
    greatest: dict[str, Weight] = {}
    for document in documents:
        for name, weight in document.values.items():
            if name not in greatest or weight > greatest[name]:
                greatest[name] = weight
    return greatest


def _created(documents: Sequence[Document]) -> int | None:
    told = [document for document in documents if document.facts.created_at is not None]
    recorded = [document for document in told if document.source == "sync"]
    return min((document.facts.created_at or 0 for document in recorded or told), default=None)


def _union(documents: Sequence[Document], table: str) -> Rows:
    told = [rows for document in documents if (rows := document.facts.rows.get(table))]
    if len(told) < 2:
        return told[0] if told else ()
    most: Counter[Row] = Counter(told[0])
    for rows in told[1:]:
        most |= Counter(rows)
    return in_order(most.elements())
