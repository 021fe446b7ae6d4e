"""Rows that belong to no lead, and leads that have several rows."""

from __future__ import annotations

from typing import Final

from features.checks.finding import Check
from features.checks.wording import LOGS, ROW, set_aside
from features.sources.shapes import TABLES, word_of

_NEAR: Final = """
SELECT 'lead_id ' || s.lead_id || ' here, ' || min(l.lead_id) || ' in leads' AS example,
       any_value(s.rows) AS n
FROM (SELECT lead_id, count(*) AS rows FROM set_aside
      WHERE table_name = '{table}' AND why = 'unknown lead' GROUP BY lead_id) AS s
JOIN leads AS l ON {same}
GROUP BY s.lead_id
"""
_BARE: Final = "regexp_replace(ltrim({0}.lead_id, '0'), '\\.0$', '')"
_SAME: Final = (
    f"{_BARE.format('s')} = {_BARE.format('l')}",
    "s.lead_id[1:15] = l.lead_id[1:15] AND length(s.lead_id) + length(l.lead_id) = 33",
    "lower(s.lead_id) = lower(l.lead_id)",
)

CHECKS: Final[tuple[Check, ...]] = (
    *(
        Check(
            name="no lead_id",
            severity="warning",
            table=table,
            column="lead_id",
            sql=set_aside(table, "no lead_id"),
            reason="A row that names no lead cannot be used; it was left out.",
            action="Often these are totals under a report; else check which column is mapped to lead_id.",
        )
        for table in TABLES
    ),
    *(
        Check(
            name="unknown lead",
            severity="warning",
            table=table,
            column="lead_id",
            sql=set_aside(table, "unknown lead"),
            reason=f"The {ROW[table]} belongs to none of the leads; it was left out.",
            action="Export all leads, deleted and converted ones too, unless they were left out on purpose.",
        )
        for table in LOGS
    ),
    *(
        Check(
            name="ids written differently",
            severity="error",
            table=table,
            column="lead_id",
            sql=" UNION ALL ".join(_NEAR.format(table=table, same=same) for same in _SAME),
            reason="These ids differ from the leads' only by case, zeros, '.0', or 15 against 18 characters.",
            action="Export both alike, or make one like the other in a query: left(Id, 15) AS lead_id.",
            share=0.001,
        )
        for table in LOGS
    ),
    *(
        Check(
            name=f"no {word}",
            severity="warning",
            table=table,
            column=word,
            sql=set_aside(table, f"no {word}"),
            reason=f"The {ROW[table]} does not say what happened; it was left out.",
            action=f"If it should count, name it in a query: coalesce({word}, 'other') AS {word}.",
        )
        for table in LOGS
        if (word := word_of(table))
    ),
    Check(
        name="conflicting rows of a lead",
        severity="error",
        table="leads",
        column="lead_id",
        sql=set_aside("leads", "conflicting lead"),
        reason="A lead has several rows, and they differ, so that none can be trusted.",
        action="Usually a join with campaigns: export leads alone, or keep one row each in a query.",
    ),
    Check(
        name="repeated rows of a lead",
        severity="warning",
        table="leads",
        column="lead_id",
        sql=set_aside("leads", "repeated lead"),
        reason="The same row occurs more than once; it was counted once.",
        action="Check that the files of a glob do not overlap.",
    ),
    Check(
        name="ids rounded by a spreadsheet",
        severity="error",
        table="leads",
        column="lead_id",
        sql="""
            SELECT 'lead_id ' || lead_id AS example, 1 AS n FROM leads
            WHERE regexp_full_match(lead_id, '\\d([.,]\\d+)?[eE]\\+\\d+')""",
        reason="Ids such as 1.23457E+11 were rounded by a spreadsheet: several leads became one.",
        action="Export again and do not open the file in a spreadsheet, or make the column text there first.",
    ),
)
