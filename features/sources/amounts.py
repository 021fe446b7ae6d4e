"""Whether decimals follow a comma or a point, decided by a column's own values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from features.sources.quoting import named
from features.sources.shapes import SHAPES, Table, open_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Decimals(NamedTuple):
    """What a column's numbers say of its decimals; ``rows`` could be read both ways."""

    table: Table
    column: str
    rows: int
    comma: bool
    certain: bool
    examples: tuple[str, ...]


def number_of(table: Table) -> str | None:
    """The table's column of numbers, if it has one."""
    return next((column.name for column in SHAPES[table] if column.role == "number"), None)


def decide(db: DuckDBPyConnection, table: Table) -> Decimals | None:
    """Looks at the numbers the staged table left open; None when there are none."""
    column = number_of(table)
    if column is None:
        return None
    text = open_name(column)
    rows, examples = db.execute(
        f"SELECT count(*), list(DISTINCT {text} ORDER BY {text})[:3] FROM staged_{table} "
        f"WHERE {text} IS NOT NULL AND open_number(bare_number({text}))"
    ).fetchone() or (0, [])
    if rows == 0:
        return None
    commas, points = db.execute(
        f'SELECT count(*) FILTER ("(comma)"), count(*) FILTER (NOT "(comma)") FROM staged_{table}'
    ).fetchone() or (0, 0)
    return Decimals(table, column, rows, commas > points, (commas > 0) != (points > 0), tuple(examples))


def settled_number(column: str, decimals: Decimals | None) -> str:
    """SQL for a staged number column once it is known what its comma means."""
    number, text = named(column), open_name(column)
    if decimals is None:
        return number
    read = "comma_number" if decimals.comma else "point_number"
    return (
        f"coalesce({number}, CASE WHEN open_number(bare_number({text})) THEN {read}(bare_number({text})) END)"
    )
