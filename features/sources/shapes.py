"""The shapes of the four tables: which columns each must and may have, and what is in them."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, get_args

Table = Literal["leads", "touches", "stages", "attribute_changes"]
Role = Literal["id", "time", "word", "number"]

TABLES: Final[tuple[Table, ...]] = get_args(Table)


class Column(NamedTuple):
    """One column of ours: what it holds, and whether a source must have it."""

    name: str
    role: Role
    required: bool = False


SHAPES: Final[dict[Table, tuple[Column, ...]]] = {
    "leads": (
        Column("lead_id", "id", required=True),
        Column("created_at", "time", required=True),
        Column("account_id", "id"),
    ),
    "touches": (
        Column("lead_id", "id", required=True),
        Column("at", "time", required=True),
        Column("kind", "word", required=True),
        Column("direction", "word"),
        Column("channel", "word"),
        Column("asset", "word"),
        Column("actor", "word"),
        Column("value", "number"),
    ),
    "stages": (
        Column("lead_id", "id", required=True),
        Column("at", "time", required=True),
        Column("stage", "word", required=True),
        Column("reason", "word"),
        Column("actor", "word"),
        Column("amount", "number"),
    ),
    "attribute_changes": (
        Column("lead_id", "id", required=True),
        Column("at", "time", required=True),
        Column("field", "word", required=True),
        Column("value", "word", required=True),
        Column("old_value", "word"),
    ),
}
"""Each table's columns in order. ``leads`` has the attributes after these."""

SQL_TYPES: Final[dict[Role, str]] = {"id": "VARCHAR", "time": "BIGINT", "word": "VARCHAR", "number": "DOUBLE"}


def time_of(table: Table) -> str:
    """The name of the table's time column."""
    return next(column.name for column in SHAPES[table] if column.role == "time")


def word_of(table: Table) -> str | None:
    """The required word of each row (kind, stage, field); leads have none."""
    return next((column.name for column in SHAPES[table] if column.role == "word"), None)


def empty_columns(table: Table) -> str:
    """The column definitions of an empty table of this shape."""
    return ", ".join(f'"{column.name}" {SQL_TYPES[column.role]}' for column in SHAPES[table])


def open_name(column: str) -> str:
    """The staged column, as an SQL identifier, with the text of what could not be read yet."""
    return f'"({column})"'
