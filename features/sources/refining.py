"""What each table needs of its own before it is settled: directions, stage names, field names, copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.agreement import OURS
from features.naming import key
from features.sources.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from features.agreement import Agreement
    from features.sources.shapes import Table


def refined_sql(table: Table, staged: str, agreement: Agreement, attributes: Sequence[str]) -> str:
    """The staged query with the table's own rules applied."""
    match table:
        case "leads":
            return f'SELECT *, NULL::VARCHAR AS "(copy)" FROM ({staged})'
        case "touches":
            return _touches(staged, agreement)
        case "stages":
            stage = _renamed("stage", "lower(stage)", _stage_words(agreement))
            return f'SELECT * REPLACE ({stage} AS stage), lower(stage) AS "(theirs)" FROM ({staged})'
        case "attribute_changes":
            return _changes(staged, agreement, attributes)


def mark_copies(db: DuckDBPyConnection) -> None:
    """Marks all but the first of a lead's rows as "repeated" or, where they differ, as "conflicting"."""
    rows, leads = db.execute(
        "SELECT count(lead_id), count(DISTINCT lead_id) FROM staged_leads"
    ).fetchone() or (0, 0)
    if rows == leads:
        return
    db.execute(
        """
        CREATE OR REPLACE TABLE staged_leads AS
        SELECT * EXCLUDE ("(hash)", "(nth)") REPLACE (CASE
            WHEN lead_id IS NULL OR "(nth)" = 1 THEN NULL
            WHEN min("(hash)") OVER same = max("(hash)") OVER same THEN 'repeated'
            ELSE 'conflicting' END AS "(copy)")
        FROM (SELECT *, row_number() OVER (PARTITION BY lead_id ORDER BY created_at, "(hash)") AS "(nth)"
              FROM (SELECT *, hash(staged_leads) AS "(hash)" FROM staged_leads))
        WINDOW same AS (PARTITION BY lead_id)
        """
    )


def _touches(staged: str, agreement: Agreement) -> str:
    outbound = f"lower(kind) IN ({_words(agreement.touches.outbound)})"
    direction = (
        "CASE WHEN direction = 'inbound' THEN 'inbound' WHEN direction = 'outbound' THEN 'outbound' "
        "WHEN lower(direction) IN ('in', 'inbound', 'incoming') THEN 'inbound' "
        "WHEN lower(direction) IN ('out', 'outbound', 'outgoing') THEN 'outbound' "
        f"WHEN {outbound} THEN 'outbound' ELSE 'inbound' END"
    )
    excluded = f"lower(kind) IN ({_words(agreement.touches.exclude)})"
    kept = f"WHERE kind IS NULL OR NOT {excluded}" if agreement.touches.exclude else ""
    return f"SELECT * REPLACE ({direction} AS direction) FROM ({staged}) {kept}"


def _stage_words(agreement: Agreement) -> dict[str, str]:
    words = (word.strip().lower() for stage in OURS for word in getattr(agreement.stages, stage))
    return {word: agreement.stages.ours(word) for word in words}


def _changes(staged: str, agreement: Agreement, attributes: Sequence[str]) -> str:
    """A history often spells a field otherwise than leads do; Salesforce says ``Region__c`` for Region."""
    compared = "lower(regexp_replace(field, '[ _-]', '', 'g'))"
    custom = f"CASE WHEN suffix(field, '__c') THEN left({compared}, -1) END"
    names = {key(name): name for name in attributes}
    field = _renamed("field", compared, names, otherwise=f"({_renamed('field', custom, names, 'field')})")
    excluded = ", ".join(quoted(key(name)) for name in agreement.attributes.exclude)
    left_out = f"{compared} IN ({excluded}) OR coalesce({custom} IN ({excluded}), false)"
    kept = f"WHERE field IS NULL OR NOT ({left_out})" if excluded else ""
    return f"SELECT * REPLACE ({field} AS field) FROM ({staged}) {kept}"


def _renamed(column: str, compared: str, names: Mapping[str, str], otherwise: str | None = None) -> str:
    cases = " ".join(f"WHEN {quoted(theirs)} THEN {quoted(ours)}" for theirs, ours in names.items())
    return f"CASE {compared} {cases} ELSE {otherwise or compared} END" if cases else otherwise or column


def _words(words: Sequence[str]) -> str:
    return ", ".join(quoted(word.strip().lower()) for word in words) or "NULL"
