"""How all leads stand: the few columns of their scores that a list is made of, read page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import bindparam, select, tuple_

from models.ledger.schema import answers, documents, receipts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.ledger.database import Database

_PAGE: Final = 5_000
_SCORES: Final = (
    receipts.c.scored_at,
    receipts.c.score_id,
    receipts.c.lead_id,
    receipts.c.as_of,
    receipts.c.status,
    receipts.c.p_sql,
    receipts.c.p_close,
    receipts.c.grade,
    receipts.c.explore,
)
_ANSWERS: Final = (answers.c.received_at, answers.c.key, answers.c.lead_id, answers.c.kind, answers.c.at)
_ACCOUNTS: Final = (documents.c.account_id, documents.c.lead_id)


def scores_since(database: Database, since: int) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Scores given at an instant or later, in the order they were given.

    Each as when it was given, its id, the lead's, the moment, status, p_sql, p_close, grade and explore.
    """
    return pages(database, select(*_SCORES), (receipts.c.scored_at, receipts.c.score_id), since)


def answers_since(database: Database, since: int) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Answers received at an instant or later: when, the key, the lead, the kind, when it happened."""
    return pages(database, select(*_ANSWERS), (answers.c.received_at, answers.c.key), since)


def accounts(database: Database) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Accounts with their leads, once for each time a lead was told to be of one."""
    wanted = select(*_ACCOUNTS).where(documents.c.account_id.is_not(None))
    return pages(database, wanted, _ACCOUNTS, "")


def pages(
    database: Database, wanted: Any, key: tuple[Any, Any], since: Any
) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Rows from ``since`` on, by a key of two columns that each row begins with; no statement takes long."""
    first, second = key
    begin = bindparam("since", type_=first.type)
    ordered = wanted.order_by(first, second).limit(_PAGE)
    behind = tuple_(first, second) > tuple_(begin, bindparam("last", type_=second.type))
    page, told = ordered.where(first >= begin), {"since": since}
    while True:
        with database.reading() as connection:
            rows = cast("Sequence[tuple[Any, ...]]", connection.execute(page, told).all())
        if rows:
            yield rows
        if len(rows) < _PAGE:
            return
        page, told = ordered.where(behind), {"since": rows[-1][0], "last": rows[-1][1]}
