"""Reads journeys: all that is told of a lead, as one story, and of its colleagues."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import bindparam, select

from models.ledger.merging import merged
from models.ledger.schema import documents
from models.ledger.telling import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from models.ledger.document import Document
    from models.ledger.facts import Facts

MOST_COLLEAGUES: Final = 1_000
MOST_ROWS: Final = 200_000
"""Rows of colleagues that are read; beyond, the leads with the last ids are left out."""

_OF_LEADS: Final = select(documents).where(documents.c.lead_id.in_(bindparam("leads", expanding=True)))
_NAMED: Final = (
    select(documents.c.lead_id, documents.c.rows)
    .where(
        documents.c.lead_id.in_(
            select(documents.c.lead_id)
            .where(documents.c.account_id == bindparam("account"))
            .distinct()
            .order_by(documents.c.lead_id)
            .limit(MOST_COLLEAGUES + 2)
        )
    )
    .order_by(documents.c.lead_id)
)


class Told(NamedTuple):
    """What is known of a lead, merged from all that was told."""

    lead_id: str
    facts: Facts


class Journey(NamedTuple):
    """A lead and those who share its account.

    Attributes:
        colleagues: in order of id, without the lead itself.
        complete: whether these are all; of a very large account the first are read.
    """

    lead: Told
    colleagues: tuple[Told, ...]
    complete: bool = True


def journey(connection: Connection, lead_id: str, also: Sequence[Document] = ()) -> Journey | None:
    """The journey of a lead, as if ``also`` were told too; None where nobody told of it.

    ``also`` may be of the lead and of others; the latter count where they share its account.
    """
    extra: defaultdict[str, list[Document]] = defaultdict(list)
    for document in also:
        extra[document.lead_id].append(document)
    told = [*_documents(connection, [lead_id])[lead_id], *extra.pop(lead_id, ())]
    if not told:
        return None
    lead = Told(lead_id, merged(told))
    account = lead.facts.account_id
    if account is None:
        return Journey(lead, ())
    chosen, complete = _chosen(connection, account, lead_id)
    found = _documents(connection, [*chosen, *(other for other in extra if other not in chosen)])
    for other, several in extra.items():
        found[other] += several
    everyone = [Told(other, merged(several)) for other, several in sorted(found.items()) if several]
    others = [other for other in everyone if other.facts.account_id == account]
    most = max(MOST_COLLEAGUES, len(extra))
    return Journey(lead, tuple(others[:most]), complete and len(others) <= most)


def _chosen(connection: Connection, account: str, lead_id: str) -> tuple[list[str], bool]:
    """The leads of an account that are read, and whether these are all."""
    rows: defaultdict[str, int] = defaultdict(int)
    for other, size in connection.execute(_NAMED, {"account": account}):
        if other != lead_id:
            rows[other] += size
    chosen: list[str] = []
    total = 0
    for other, size in rows.items():
        total += size
        if total > MOST_ROWS or len(chosen) == MOST_COLLEAGUES:
            return chosen, False
        chosen.append(other)
    return chosen, True


def _documents(connection: Connection, leads: Iterable[str]) -> defaultdict[str, list[Document]]:
    found: defaultdict[str, list[Document]] = defaultdict(list)
    if wanted := list(leads):
        for row in connection.execute(_OF_LEADS, {"leads": wanted}):
            found[row.lead_id].append(read(row))
    return found
