"""Writes what requests tell: documents are added, and where a lead has many of them made one."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import Row, bindparam, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from models.ledger.document import Document
from models.ledger.merging import compacted
from models.ledger.schema import documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Insert

MOST_DOCUMENTS: Final = 20
"""Documents of requests a lead may have before they are made one; about, as not each one counts them."""
MOST_ROWS: Final = 10_000
"""Rows of each table that requests may have told of a lead; of more the newest are kept."""
LARGE: Final = 500
"""A document of more rows than these is not one of many before its lead's are counted."""
KEYS: Final = 400
"""Leads named in one statement."""

OF_LEADS: Final = select(documents).where(documents.c.lead_id.in_(bindparam("leads", expanding=True)))
_FULL: Final = (
    select(documents.c.lead_id)
    .where(documents.c.lead_id.in_(bindparam("leads", expanding=True)), documents.c.source == "request")
    .group_by(documents.c.lead_id)
    .having(or_(func.count() > MOST_DOCUMENTS, func.sum(documents.c.rows) > MOST_ROWS * 3))
)
_DELETE: Final = delete(documents).where(
    documents.c.lead_id == bindparam("of_lead"),
    documents.c.digest == bindparam("of_digest"),
    documents.c.said_at == bindparam("of_said"),
)


class Gone(NamedTuple):
    """A document to be removed, if it was not told again since it was read."""

    of_lead: str
    of_digest: str
    of_said: int


def read(row: Row[Any]) -> Document:
    """The document of a row of the table."""
    return Document.read(row.lead_id, row.source, row.said_at, row.body)


def tell(connection: Connection, told: Sequence[Document]) -> None:
    """Adds documents of requests; what is stored already is at most said to be told later than before."""
    if not told:
        return
    insert(connection, told)
    leads = sorted({document.lead_id for document in told if _looks(document)})
    for begin in range(0, len(leads), KEYS):
        some = {"leads": leads[begin : begin + KEYS]}
        if full := list(connection.scalars(_FULL, some)):
            _compact(connection, full)


def _looks(document: Document) -> bool:
    """Whether with a document it is seen if its lead has too many: a large one, and one in sixteen."""
    return document.facts.size > LARGE or document.digest[0] == "0"


def _compact(connection: Connection, leads: Iterable[str]) -> None:
    found: defaultdict[str, list[Document]] = defaultdict(list)
    for row in connection.execute(OF_LEADS, {"leads": list(leads)}):
        if row.source == "request":
            found[row.lead_id].append(read(row))
    made = [compacted(several, MOST_ROWS) for several in found.values()]
    kept = {(document.lead_id, document.digest) for document in made}
    every = [Gone(one.lead_id, one.digest, one.said_at) for several in found.values() for one in several]
    insert(connection, made)
    remove(connection, [one for one in every if one[:2] not in kept])


def insert(connection: Connection, told: Sequence[Document]) -> None:
    """Adds documents; of one that is stored already, the later time holds."""
    once = {(document.lead_id, document.digest): document for document in told}
    for document in told:  # of one told twice at once, the later
        if document.said_at > once[document.lead_id, document.digest].said_at:
            once[document.lead_id, document.digest] = document
    if once:
        ordered = sorted(once)  # writers that lock rows in one order cannot lock each other out
        connection.execute(_upsert(connection.dialect.name), [_stored(once[key]) for key in ordered])


@cache
def _upsert(dialect: str) -> Insert:
    made = (postgresql if dialect == "postgresql" else sqlite).insert(documents)
    return made.on_conflict_do_update(
        index_elements=[documents.c.lead_id, documents.c.digest],
        set_={"said_at": made.excluded.said_at},
        where=made.excluded.said_at > documents.c.said_at,
    )


def _stored(document: Document) -> dict[str, Any]:
    return {
        "lead_id": document.lead_id,
        "digest": document.digest,
        "source": document.source,
        "account_id": document.facts.account_id,
        "said_at": document.said_at,
        "rows": document.facts.size,
        "body": document.body,
    }


def remove(connection: Connection, gone: Sequence[Gone]) -> None:
    """Removes documents."""
    if gone:
        connection.execute(_DELETE, [one._asdict() for one in sorted(gone)])
