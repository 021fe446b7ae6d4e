"""Reads journeys: all that is told of leads, each as one story, and of their colleagues."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import bindparam, func, select

from models.ledger.facts import Facts
from models.ledger.merging import merged
from models.ledger.schema import documents
from models.ledger.telling import KEYS, read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

    from models.ledger.document import Document

MOST_COLLEAGUES: Final = 1_000
MOST_ROWS: Final = 200_000
"""Rows of an account that are read; beyond, the leads with the last ids are left out."""

_OF_ONE: Final = select(documents).where(documents.c.lead_id == bindparam("lead"))
_OF_MANY: Final = select(documents).where(documents.c.lead_id.in_(bindparam("leads", expanding=True)))
_NUMBERED: Final = (
    select(
        documents.c.account_id,
        documents.c.lead_id,
        func.row_number()
        .over(partition_by=documents.c.account_id, order_by=documents.c.lead_id)
        .label("place"),
    )
    .where(documents.c.account_id.in_(bindparam("accounts", expanding=True)))
    .group_by(documents.c.account_id, documents.c.lead_id)
    .subquery()
)
_MEMBERS: Final = (
    select(_NUMBERED.c.account_id, _NUMBERED.c.lead_id, func.sum(documents.c.rows).label("size"))
    .join(documents, documents.c.lead_id == _NUMBERED.c.lead_id)
    .where(_NUMBERED.c.place <= bindparam("most"))
    .group_by(_NUMBERED.c.account_id, _NUMBERED.c.lead_id)
    .order_by(_NUMBERED.c.account_id, _NUMBERED.c.lead_id)
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
    colleagues: tuple[Told, ...] = ()
    complete: bool = True


class Asked(NamedTuple):
    """A lead, and the account whose leads are its colleagues; None: the one it was last told to be of."""

    lead_id: str
    account_id: str | None = None


class _Members(NamedTuple):
    leads: list[str]
    complete: bool


def journeys(connection: Connection, asked: Sequence[Asked]) -> list[Journey | None]:
    """The journey of each lead; None where nobody told of it and no account is given."""
    told = _facts(connection, [one.lead_id for one in asked])
    accounts = [_account(one, told) for one in asked]
    members = _members(connection, sorted({account for account in accounts if account is not None}))
    others = {lead_id for account in members.values() for lead_id in account.leads}
    told |= _facts(connection, sorted(others - set(told)))
    return [
        _journey(one.lead_id, account, told, members) for one, account in zip(asked, accounts, strict=True)
    ]


def _account(one: Asked, told: Mapping[str, Facts]) -> str | None:
    known = told.get(one.lead_id)
    return one.account_id if one.account_id is not None or known is None else known.account_id


def _journey(
    lead_id: str, account: str | None, told: Mapping[str, Facts], members: Mapping[str, _Members]
) -> Journey | None:
    if account is None:
        return Journey(Told(lead_id, told[lead_id])) if lead_id in told else None
    named, complete = members.get(account, _Members([], True))
    others = [
        Told(other, told[other])
        for other in named
        if other != lead_id and told[other].account_id == account  # perhaps it has moved since
    ]
    complete = complete and len(others) <= MOST_COLLEAGUES
    return Journey(Told(lead_id, told.get(lead_id, Facts())), tuple(others[:MOST_COLLEAGUES]), complete)


def _members(connection: Connection, accounts: Sequence[str]) -> dict[str, _Members]:
    """Of each account the leads that are read: one more than a lead may have colleagues."""
    rows = [
        row
        for begin in range(0, len(accounts), KEYS)
        for row in connection.execute(
            _MEMBERS, {"accounts": accounts[begin : begin + KEYS], "most": MOST_COLLEAGUES + 2}
        )
    ]
    return {account: _bounded(list(of_account)) for account, of_account in groupby(rows, itemgetter(0))}


def _bounded(rows: Sequence[tuple[str, str, int]]) -> _Members:
    read_so_far = accumulate(size for _, _, size in rows)
    kept = [lead_id for (_, lead_id, _), size in zip(rows, read_so_far, strict=True) if size <= MOST_ROWS]
    kept = kept[: MOST_COLLEAGUES + 1]
    return _Members(kept, len(kept) == len(rows))


def _facts(connection: Connection, leads: Sequence[str]) -> dict[str, Facts]:
    told: defaultdict[str, list[Document]] = defaultdict(list)
    for row in _rows(connection, leads):
        told[row.lead_id].append(read(row))
    return {lead_id: merged(several) for lead_id, several in told.items()}


def _rows(connection: Connection, leads: Sequence[str]) -> Sequence[Row[Any]]:
    if len(leads) == 1:
        return connection.execute(_OF_ONE, {"lead": leads[0]}).all()
    return [
        row
        for begin in range(0, len(leads), KEYS)
        for row in connection.execute(_OF_MANY, {"leads": list(leads[begin : begin + KEYS])})
    ]
