"""Stage changes that mean nothing to the agreement, or that come in an order they cannot have."""

from __future__ import annotations

from typing import Final

from features.agreement import OURS
from features.checks.finding import Check
from features.checks.wording import precedes_lead

_OURS: Final = ", ".join(f"'{stage}'" for stage in OURS)

_UNREACHED: Final = """
            WITH counted AS (SELECT stage, count(*) AS rows FROM stages
                             GROUP BY stage ORDER BY 2 DESC, 1 LIMIT 12),
                 listed AS (SELECT string_agg(stage, ', ' ORDER BY rows DESC, stage) AS names FROM counted)
            SELECT 'no row is "' || stage || '", which [targets] ' || target || ' needs; found '
                   || coalesce(names, 'no stage change at all') AS example, 1 AS n
            FROM fact_targets, listed WHERE stage NOT IN (SELECT stage FROM stages)"""
_STRANGE: Final = f"EXISTS (SELECT 1 FROM stages WHERE stage NOT IN ({_OURS}))"

CHECKS: Final[tuple[Check, ...]] = (
    Check(
        name="no row of this stage",
        severity="error",
        table="stages",
        column="stage",
        sql=f"{_UNREACHED} AND {_STRANGE}",
        reason="A target that no lead ever reaches cannot be learnt, and one of the other names may mean it.",
        action='Say in [stages] which name means it, as in "qualified" = "sql", or take it out of [targets].',
        absent=True,
    ),
    Check(
        name="nobody has got that far",
        severity="warning",
        table="stages",
        column="stage",
        sql=f"{_UNREACHED} AND NOT {_STRANGE}",
        reason="A target that no lead has reached cannot be learnt yet: only the fit is told.",
        action="Wait for the first ones; if there are some, see that the source has all stage changes.",
        absent=True,
    ),
    Check(
        name="unknown stage name",
        severity="warning",
        table="stages",
        column="stage",
        sql=f"SELECT stage AS example, count(*) AS n FROM stages WHERE stage NOT IN ({_OURS}) GROUP BY stage",
        reason=f"These are kept under their own names; only {', '.join(OURS)} mean something of their own.",
        action='If one is another word for one of these, say so in [stages]: "disqualified" = "lost".',
    ),
    Check(
        name="stage name that never occurs",
        severity="warning",
        table="stages",
        column="stage",
        sql="""
            SELECT name AS example, 1 AS n FROM fact_agreed WHERE section = '[stages]'
                   AND name NOT IN (SELECT name FROM seen_stages WHERE name IS NOT NULL)""",
        reason="[stages] has words that no row of the source has.",
        action="Check their spelling, or take them out.",
    ),
    Check(
        name="before the lead was created",
        severity="warning",
        table="stages",
        column="at",
        sql=precedes_lead("stages", "stage"),
        reason="It comes from an import, a backfill or two time zones, and counts as reached from the start.",
        action="Check timezone in agreement.toml, and whether created_at is the day of an import.",
    ),
    Check(
        name="won before sql",
        severity="warning",
        table="stages",
        column="at",
        sql="""
            SELECT 'lead_id ' || lead_id AS example, 1 AS n FROM stages GROUP BY lead_id
            HAVING min("at") FILTER (stage = 'won') < min("at") FILTER (stage = 'sql')""",
        reason="Stages out of order were entered later than they happened; their dates cannot be trusted.",
        action="Look at a few of them in the CRM's own history.",
        share=0.01,
    ),
    Check(
        name="no lead is ever lost",
        severity="warning",
        table="stages",
        column="stage",
        sql="""
            SELECT 'no row is "lost"' AS example, count(*) AS n FROM stages
            HAVING count(*) FILTER (stage = 'lost') = 0 AND 'won' IN (SELECT stage FROM fact_targets)""",
        reason="Leads that were given up would be looked at for ever, as if they were open.",
        action='Say in [stages] which names mean lost: "disqualified" = "lost".',
    ),
)
