"""Whether the day or the month stands first, decided by the agreement or by the column's own values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from features.sources.quoting import named
from features.sources.shapes import Table, open_name, time_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Order = Literal["day_first", "month_first"]


class DateOrder(NamedTuple):
    """How many dates of a column could be read both ways, and what the column's other dates say.

    ``order`` is None where they say nothing, or both.
    """

    table: Table
    column: str
    rows: int
    day_first: int
    month_first: int
    examples: tuple[str, ...]
    order: Order | None

    @property
    def contradictory(self) -> bool:
        """Some dates can only be day first and others only month first."""
        return self.day_first > 0 and self.month_first > 0


def decide(db: DuckDBPyConnection, table: Table, agreed: Order | None) -> DateOrder | None:
    """Looks at the dates the staged table left open; None when there are none."""
    column = time_of(table)
    text = open_name(column)
    rows, day, month, same, examples = db.execute(
        f"""
        SELECT count(*), count(*) FILTER (first > 12), count(*) FILTER (second > 12),
               count(*) FILTER (first = second), list(text ORDER BY text)[:3]
        FROM (SELECT {text} AS text, d.a::UTINYINT AS first, d.b::UTINYINT AS second
              FROM (SELECT {text}, day_or_month({text}) AS d FROM staged_{table} WHERE {text} IS NOT NULL)
              WHERE d IS NOT NULL)
        """
    ).fetchone() or (0, 0, 0, 0, [])
    if rows == 0:
        return None
    own: Order | None = None
    if not (day and month):
        own = "day_first" if day or same == rows else "month_first" if month else None
    return DateOrder(table, column, rows, day, month, tuple(examples), agreed or own)


def settled_time(column: str, order: DateOrder | None) -> str:
    """SQL for the microseconds of a staged time column once the order of its dates is known.

    Where it is not, both ways are tried, so that the other checks have something to look at.
    """
    time, text = named(column), open_name(column)
    if order is None:
        return time
    ways: tuple[Order, ...] = (order.order,) if order.order else ("day_first", "month_first")
    read = ", ".join(f"iso_time({way}(replace({text}, '-', '/'), '/'))" for way in ways)
    return f"coalesce({time}, CASE WHEN day_or_month({text}) IS NOT NULL THEN coalesce({read}) END)"
