"""Takes a lead out of a ledger, or all that is older than is kept."""

from __future__ import annotations

import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import bindparam, delete, select, text, update

from features.errors import LedgerError
from models.ledger.receipts import read_receipt, stored
from models.ledger.schema import answers, documents, receipts, shadow_receipts
from models.ledger.searching import inflated, page_by_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Table

    from models.ledger.database import Database
    from models.ledger.receipts import Receipt

PATIENCE: Final = 10.0
"""Seconds to wait for others to be done with a SQLite file."""
LONG: Final = 600.0
"""Seconds a table of PostgreSQL may take to be cleaned up."""
_PAGE: Final = 500
_SCORED: Final = (receipts, shadow_receipts)
_TIMES: Final = {
    documents: ("said_at", "lead_id"),
    receipts: ("scored_at", "score_id"),
    shadow_receipts: ("scored_at", "score_id"),
    answers: ("received_at", "key"),
}


class Erasing(NamedTuple):
    """How a lead is taken out of receipts.

    Attributes:
        name: a pseudonym that its receipts and answers keep; None: they are removed.
        pseudonymised: a receipt under that name, without what was known of the lead.
        without: the inputs of another lead's score without the lead; None where it is not in them.
    """

    name: str | None
    pseudonymised: Callable[[Receipt, str], Receipt]
    without: Callable[[bytes, str], bytes | None]


def forget(database: Database, lead_id: str, erasing: Erasing) -> Counter[str]:
    """Takes a lead out of all tables; gives how many rows of each it was in.

    Interrupted at any point it can be done again.
    """
    found = Counter[str]()
    with database.writing(durable=True) as connection:
        _overwrite(connection)
        found["documents"] = _removed(connection, documents, lead_id)
        for table in _SCORED:
            found[table.name] = _own(connection, table, lead_id, erasing)
        found["answers"] = _answers(connection, lead_id, erasing.name)
    for table in _SCORED:
        found[f"{table.name} of colleagues"] = _of_others(database, table, lead_id, erasing)
    return +found


def expire(database: Database, before: int) -> Counter[str]:
    """Removes all that was told, scored or answered before an instant; gives how many rows of each table."""
    found = Counter[str]()
    for table, (time, key) in _TIMES.items():
        old = select(table.c[key]).where(table.c[time] < before).limit(_PAGE * 10)
        while True:
            with database.writing() as connection:
                _overwrite(connection)
                keys = list(connection.scalars(old))
                some = table.c[key].in_(keys), table.c[time] < before
                found[table.name] += connection.execute(delete(table).where(*some)).rowcount
            if not keys:
                break
    return +found


def compact(database: Database) -> bool:
    """Leaves nothing of what was removed in the database's own files; whether that was possible.

    In SQLite nobody may be in the middle of reading. PostgreSQL keeps what its administrator has it keep.
    """
    if database.place.file is None:
        with database.at_once(LONG) as connection:
            for table in _TIMES:
                connection.execute(text(f"VACUUM {table.name}"))
        return True
    with database.at_once(PATIENCE) as connection:
        connection.execute(text("VACUUM"))
        busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
    return not busy


def _overwrite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete = ON"))


def _removed(connection: Connection, table: Table, lead_id: str) -> int:
    return connection.execute(delete(table).where(table.c.lead_id == lead_id)).rowcount


def _own(connection: Connection, table: Table, lead_id: str, erasing: Erasing) -> int:
    if erasing.name is None:
        return _removed(connection, table, lead_id)
    rows = connection.execute(select(table).where(table.c.lead_id == lead_id)).mappings().all()
    for row in rows:
        one = table.c.score_id == row["score_id"]
        try:
            told = stored(erasing.pseudonymised(read_receipt(row), erasing.name))
        except LedgerError:  # damaged, so that it is good for nothing
            connection.execute(delete(table).where(one))
        else:
            changed = {name: told[name] for name in ("lead_id", "inputs", "input_hash", "answer")}
            connection.execute(update(table).where(one).values(**changed))
    return len(rows)


def _answers(connection: Connection, lead_id: str, name: str | None) -> int:
    if name is None:
        return _removed(connection, answers, lead_id)
    keys = list(connection.scalars(select(answers.c.key).where(answers.c.lead_id == lead_id)))
    for number, key in enumerate(sorted(keys)):
        values = {"lead_id": name, "note": None, "key": f"{name}-{number}", "digest": ""}
        connection.execute(update(answers).where(answers.c.key == key).values(**values))
    return len(keys)


def _of_others(database: Database, table: Table, lead_id: str, erasing: Erasing) -> int:
    """Takes the lead out of what the scores of others were computed from."""
    count = 0
    changing = update(table).where(table.c.score_id == bindparam("wanted")).values(inputs=bindparam("left"))
    wanted = select(table.c.score_id, table.c.inputs, table.c.lead_id)
    for page in page_by_page(database, wanted, table.c.score_id):
        changed: list[dict[str, Any]] = []
        for row in page:
            left = erasing.without(inflated(row, "inputs"), lead_id)
            if left is not None:
                changed.append({"wanted": row["score_id"], "left": zlib.compress(left, 1)})
        if changed:
            with database.writing(durable=True) as connection:
                _overwrite(connection)
                connection.execute(changing, changed)
        count += len(changed)
    return count
