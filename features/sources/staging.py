"""The query that reads a source into a staged table: typed where its meaning is plain, else left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.sources.cells import absent, is_missing, steps
from features.sources.shapes import SHAPES, Column, Table

if TYPE_CHECKING:
    from features.agreement import Agreement
    from features.sources.columns import Matched
    from features.sources.relation import Relation


def staged_sql(table: Table, relation: Relation, matched: Matched, agreement: Agreement) -> str:
    """Our columns, then the attributes of leads; beside each time and number the text that is still open."""
    columns = [
        absent(column)
        if (theirs := matched.ours.get(column.name)) is None
        else steps(column, theirs, relation.types[theirs], encoded=relation.encoded)
        for column in SHAPES[table]
    ]
    columns += [
        steps(Column(ours, "word"), theirs, relation.types[theirs], encoded=relation.encoded)
        for ours, theirs in attributes(table, matched).items()
    ]
    trimmed = f"SELECT {', '.join(step.trimmed for step in columns)} FROM ({relation.sql})"
    if table == "leads":
        trimmed = f"SELECT * REPLACE ({_known_ids(agreement)}) FROM ({trimmed})"
    plain = f"SELECT {', '.join(part for step in columns for part in step.plain)} FROM ({trimmed})"
    return f"SELECT {', '.join(part for step in columns for part in step.typed)} FROM ({plain})"


def attributes(table: Table, matched: Matched) -> dict[str, str]:
    """The attributes of leads by our names, with theirs: first those the agreement renames."""
    if table != "leads":
        return {}
    known = {column.name for column in SHAPES["leads"]}
    renamed = {ours: theirs for ours, theirs in matched.ours.items() if ours not in known}
    return renamed | {name: name for name in matched.rest}


def _known_ids(agreement: Agreement) -> str:
    """Leads that share an account called "n/a" share nothing."""
    words = agreement.attributes.missing
    return ", ".join(
        f"CASE WHEN {is_missing(name, words)} THEN NULL ELSE {name} END AS {name}"
        for name in ("lead_id", "account_id")
    )
