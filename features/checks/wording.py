"""SQL and words that several checks share: rows set aside, dated rows, and what a row is called."""

from __future__ import annotations

from typing import Final

from features.sources.shapes import Table, time_of

ROW: Final[dict[Table, str]] = {
    "leads": "lead",
    "touches": "touch",
    "stages": "stage change",
    "attribute_changes": "attribute change",
}
LOGS: Final[tuple[Table, ...]] = ("touches", "stages", "attribute_changes")
"""The tables whose rows belong to a lead."""


def set_aside(table: Table, why: str, column: str | None = None) -> str:
    """The rows of a table that were set aside for one reason."""
    shown = f" || ': {column} = ' || coalesce('''' || found || '''', 'empty')" if column else ""
    return f"""
        SELECT 'lead_id ' || coalesce(lead_id, 'empty'){shown} AS example, 1 AS n
        FROM set_aside WHERE table_name = '{table}' AND why = '{why}'"""


def dated(table: Table, which: str) -> str:
    """The rows whose time, ``{time}`` in ``which``, fulfils a condition."""
    time = f'"{time_of(table)}"'
    return f"""
        SELECT 'lead_id ' || lead_id || ': ' || make_timestamp({time})::VARCHAR || ' UTC' AS example, 1 AS n
        FROM {table} WHERE {which.format(time=time)}"""


def precedes_lead(table: Table, word: str) -> str:
    """The rows that are older than their lead."""
    return f"""
        SELECT 'lead_id ' || t.lead_id || ': ' || t.{word} || ', '
               || round((l.created_at - t."at") / 1e6)::BIGINT || ' seconds before' AS example, 1 AS n
        FROM {table} AS t JOIN leads AS l USING (lead_id) WHERE t."at" < l.created_at"""
