"""Touches that repeat, precede their lead, or are spelt in several ways."""

from __future__ import annotations

from typing import Final

from features.checks.finding import Check
from features.checks.wording import precedes_lead

CHECKS: Final[tuple[Check, ...]] = (
    Check(
        name="before the lead was created",
        severity="warning",
        table="touches",
        column="at",
        sql=precedes_lead("touches", "kind"),
        reason="They are kept: what a visitor did before giving a name is known once the lead exists.",
        action="If there are very many, check the agreement's timezone and what created_at means.",
    ),
    Check(
        name="repeated touch",
        severity="warning",
        table="touches",
        sql="""
            WITH repeated AS (SELECT hash(touches) AS row_hash, count(*) AS times
                              FROM touches GROUP BY row_hash HAVING count(*) > 1)
            SELECT 'lead_id ' || lead_id || ': ' || kind || ', ' || times || ' times' AS example,
                   (times - 1) / times AS n
            FROM touches JOIN repeated ON hash(touches) = row_hash""",
        reason="Rows that agree in every column are all kept and counted; many of them inflate every count.",
        action="Check that the files of a glob do not overlap, or write SELECT DISTINCT in a query.",
    ),
    Check(
        name="one kind, several spellings",
        severity="warning",
        table="touches",
        column="kind",
        sql="""
            SELECT string_agg(kind, ' / ' ORDER BY kind) AS example, sum(rows) AS n
            FROM (SELECT kind, count(*) AS rows FROM touches GROUP BY kind)
            GROUP BY lower(regexp_replace(kind, '[ _-]', '', 'g')) HAVING count(*) > 1""",
        reason="Each spelling counts as a kind of its own.",
        action="Make them one in a query: lower(kind) AS kind.",
    ),
    Check(
        name="too many kinds",
        severity="warning",
        table="touches",
        column="kind",
        sql="""
            SELECT kinds || ' kinds' AS example, rows AS n
            FROM (SELECT count(DISTINCT kind) AS kinds, count(*) AS rows FROM touches) WHERE kinds > 500""",
        reason="Only the most frequent kinds get a column; a page or a subject seems to be mapped to kind.",
        action="Map kind to what happened (visit, open, call) and asset to what it happened with.",
    ),
    Check(
        name="kind that never occurs",
        severity="warning",
        table="touches",
        column="kind",
        sql="""
            SELECT section || ' ' || name AS example, 1 AS n FROM fact_agreed
            WHERE section = '[touches] outbound'
                  AND name NOT IN (SELECT DISTINCT lower(kind) FROM touches)""",
        reason="The agreement calls a kind outbound that no touch has.",
        action="Check its spelling in [touches].",
    ),
)
