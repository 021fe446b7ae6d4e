"""The query that reads a source into a staged table: typed where its meaning is plain, else left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.sources.cells import Cells, no_number
from features.sources.connection import named
from features.sources.shapes import SHAPES, Column, Table

if TYPE_CHECKING:
    from features.agreement import Agreement
    from features.sources.columns import Matched
    from features.sources.relation import Relation


def staged_sql(table: Table, relation: Relation, matched: Matched, agreement: Agreement) -> str:
    """Our columns, the attributes of leads, and beside each time and number the text that is still open.

    A time or number that could not be read is NULL beside its text; a missing one is NULL beside NULL.
    """

    def cells(theirs: str) -> Cells:
        return Cells(named(theirs), relation.types[theirs], relation.encoded)

    parts: list[str] = []
    for column in SHAPES[table]:
        theirs = matched.ours.get(column.name)
        parts += _absent(column) if theirs is None else _present(table, column, cells(theirs), agreement)
    if table == "leads":
        parts += [f"{cells(theirs).text()} AS {named(ours)}" for ours, theirs in _attributes(matched).items()]
    return f"SELECT {', '.join(parts)} FROM ({relation.sql})"


def attributes_of(table: Table, matched: Matched) -> tuple[str, ...]:
    """The names of the attributes a leads table will have: first those the agreement renames."""
    return tuple(_attributes(matched)) if table == "leads" else ()


def _attributes(matched: Matched) -> dict[str, str]:
    known = {column.name for column in SHAPES["leads"]}
    renamed = {ours: theirs for ours, theirs in matched.ours.items() if ours not in known}
    return renamed | {name: name for name in matched.rest}


def _present(table: Table, column: Column, cells: Cells, agreement: Agreement) -> list[str]:
    match column.role:
        case "id":
            missing = agreement.attributes.missing if table == "leads" else ()
            return [f"{cells.identifier(missing)} AS {named(column.name)}"]
        case "time":
            return cells.time(column.name)
        case "word":
            return [f"{cells.text()} AS {named(column.name)}"]
        case "number":
            return cells.number(column.name)


def _absent(column: Column) -> list[str]:
    return no_number(column.name) if column.role == "number" else [f"NULL::VARCHAR AS {named(column.name)}"]
