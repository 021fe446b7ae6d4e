"""Writes what a sync tells: it takes the place of what a sync told before."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import Row, bindparam, update

from models.ledger.merging import contained
from models.ledger.schema import documents
from models.ledger.telling import OF_LEADS, Gone, insert, read, remove

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from models.ledger.document import Document

_LATER: Final = (
    update(documents)
    .where(documents.c.lead_id == bindparam("of_lead"), documents.c.digest == bindparam("of_digest"))
    .values(said_at=bindparam("now_said"))
)


class Synced(NamedTuple):
    """How many leads of a sync were new, told otherwise than before, or as before."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


class Plan(NamedTuple):
    """What is to be written.

    Attributes:
        later: documents that are stored and hold for a later time now.
    """

    fresh: list[Document]
    later: list[Document]
    gone: list[Gone]
    synced: Synced


def planned(connection: Connection, told: Sequence[Document]) -> Plan:
    """What it takes to put a sync's documents, one a lead, in the place of those before.

    What requests told and the new ones hold too is to be removed. Found before the database is locked: others
    wait only while it is written.
    """
    stored: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(OF_LEADS, {"leads": [document.lead_id for document in told]}):
        stored[row.lead_id].append(row)
    fresh: list[Document] = []
    later: list[Document] = []
    gone: list[Gone] = []
    new = 0
    for document in told:
        rows = stored[document.lead_id]
        before = {row.digest: row.said_at for row in rows if row.source == "sync"}
        new += not before
        if document.digest not in before:
            fresh.append(document)
        elif before[document.digest] != document.said_at:
            later.append(document)
        gone += [Gone(document.lead_id, *one) for one in before.items() if one[0] != document.digest]
        gone += [
            Gone(document.lead_id, row.digest, row.said_at)
            for row in rows
            if row.source == "request" and contained(read(row), document)
        ]
    for document in fresh:
        _ = document.body  # deflated once, and now
    return Plan(fresh, later, gone, Synced(new, len(fresh) - new, len(told) - len(fresh)))


def carry_out(connection: Connection, plan: Plan) -> None:
    """Writes what was planned."""
    insert(connection, plan.fresh)
    if plan.later:
        connection.execute(
            _LATER,
            [{"of_lead": d.lead_id, "of_digest": d.digest, "now_said": d.said_at} for d in plan.later],
        )
    remove(connection, plan.gone)
