"""Reads a journey lead by lead: the tables side by side in the order of leads, whatever their size."""

from __future__ import annotations

from itertools import groupby, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from features.sources.quoting import named
from models.ledger import Document, Facts
from models.ledger.facts import TABLES, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from features.sources import Journey
    from models.ledger.facts import Row

_SOURCE: Final = {"attribute_changes": "known_changes"}
_AT_ONCE: Final = 20_000


def documents_of(journey: Journey, said_at: int, some: str | None = None) -> Iterator[Document]:
    """What the sources say of each lead, in the order of their ids.

    Args:
        some: a table of the journey's database that has the ``lead_id`` of those wanted; without it, all.
    """
    names = journey.attributes
    columns = ("lead_id", "created_at", "account_id", *names)
    among = f"SEMI JOIN {some} USING (lead_id)" if some else ""
    tables = {table: _Ahead(_rows(journey, table, among)) for table in TABLES}
    leads = _stream(journey, f"SELECT {_listed(columns)} FROM leads {among} ORDER BY lead_id")
    for lead_id, created_at, account_id, *values in leads:
        facts = Facts(
            created_at,
            account_id,
            {name: text for name, text in sorted(zip(names, values, strict=True)) if text is not None},
            {table: rows for table, ahead in tables.items() if (rows := in_order(ahead.of(lead_id)))},
        )
        yield Document(lead_id, "sync", said_at, facts)


class _Ahead:
    """The rows of one table, by lead; leads without rows are passed over."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._lead, self._rows = next(self._groups, (None, iter(())))

    def of(self, lead_id: str) -> list[Row]:
        if self._lead != lead_id:
            return []
        found = [row[1:] for row in self._rows]
        self._lead, self._rows = next(self._groups, (None, iter(())))
        return found


def _rows(journey: Journey, table: str, among: str) -> Iterator[Row]:
    where = ""
    if table == "attribute_changes":
        known = ", ".join(repeat("?", len(journey.attributes)))
        where = f"WHERE field IN ({known})" if known else "WHERE false"
    columns = _listed(("lead_id", *TABLES[table]))
    sql = f"SELECT {columns} FROM {_SOURCE.get(table, table)} {among} {where} ORDER BY lead_id"
    return _stream(journey, sql, journey.attributes if where.endswith(")") else ())


def _stream(journey: Journey, sql: str, values: tuple[Any, ...] = ()) -> Iterator[Row]:
    """A cursor of its own, so that several tables can be read at once."""
    with journey.db.cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(map(named, names))
