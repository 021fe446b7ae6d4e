"""Writes documents: what requests tell is added, what a sync tells takes the place of what it told before."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import Row, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from models.ledger.document import Document
from models.ledger.merging import compacted, contained
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

_OF_LEAD: Final = select(documents).where(documents.c.lead_id.in_(bindparam("leads", expanding=True)))
_FULL: Final = (
    select(documents.c.lead_id)
    .where(documents.c.lead_id.in_(bindparam("leads", expanding=True)), documents.c.source == "request")
    .group_by(documents.c.lead_id)
    .having(or_(func.count() > MOST_DOCUMENTS, func.sum(documents.c.rows) > MOST_ROWS * 3))
)
_DELETE: Final = delete(documents).where(
    and_(documents.c.lead_id == bindparam("of_lead"), documents.c.digest == bindparam("of_digest"))
)


class Synced(NamedTuple):
    """How many leads of a sync were new, told otherwise than before, or as before."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


def read(row: Row[Any]) -> Document:
    """The document of a row of the table."""
    return Document.read(row.lead_id, row.source, row.said_at, row.body)


def tell(connection: Connection, told: Sequence[Document]) -> None:
    """Adds documents of requests; what is stored already is at most said to be told later than before."""
    if not told:
        return
    _insert(connection, told)
    leads = sorted({document.lead_id for document in told if _looks(document)})
    for begin in range(0, len(leads), KEYS):
        some = {"leads": leads[begin : begin + KEYS]}
        if full := list(connection.scalars(_FULL, some)):
            _compact(connection, full)


def _looks(document: Document) -> bool:
    """Whether with a document it is seen if its lead has too many: a large one, and one in sixteen."""
    return document.facts.size > LARGE or document.digest[0] == "0"


def tell_sync(connection: Connection, told: Sequence[Document]) -> Synced:
    """Puts a sync's documents, one a lead, in the place of those a sync told before.

    What requests told and the new ones hold too is removed.
    """
    stored: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(_OF_LEAD, {"leads": [document.lead_id for document in told]}):
        stored[row.lead_id].append(row)
    fresh: list[Document] = []
    later: list[Document] = []
    gone: list[tuple[str, str]] = []
    new = 0
    for document in told:
        rows = stored[document.lead_id]
        before = {row.digest: row for row in rows if row.source == "sync"}
        new += not before
        if document.digest not in before:
            fresh.append(document)
        elif before[document.digest].said_at != document.said_at:
            later.append(document)
        gone += [(document.lead_id, digest) for digest in before if digest != document.digest]
        requests = (row for row in rows if row.source == "request")
        gone += [(document.lead_id, row.digest) for row in requests if contained(read(row), document)]
    _insert(connection, fresh)
    _note_later(connection, later)
    _remove(connection, gone)
    return Synced(new, len(fresh) - new, len(told) - len(fresh))


def _compact(connection: Connection, leads: Iterable[str]) -> None:
    found: defaultdict[str, list[Document]] = defaultdict(list)
    for row in connection.execute(_OF_LEAD, {"leads": list(leads)}):
        if row.source == "request":
            found[row.lead_id].append(read(row))
    made = [compacted(several, MOST_ROWS) for several in found.values()]
    kept = {(document.lead_id, document.digest) for document in made}
    every = [(lead, document.digest) for lead, several in found.items() for document in several]
    _insert(connection, made)
    _remove(connection, [key for key in every if key not in kept])


def _insert(connection: Connection, told: Sequence[Document]) -> None:
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


def _note_later(connection: Connection, told: Sequence[Document]) -> None:
    if told:
        same = and_(documents.c.lead_id == bindparam("of_lead"), documents.c.digest == bindparam("of_digest"))
        connection.execute(
            update(documents).where(same).values(said_at=bindparam("now_said")),
            [{"of_lead": d.lead_id, "of_digest": d.digest, "now_said": d.said_at} for d in told],
        )


def _remove(connection: Connection, gone: Sequence[tuple[str, str]]) -> None:
    if gone:
        connection.execute(_DELETE, [{"of_lead": lead, "of_digest": digest} for lead, digest in gone])
