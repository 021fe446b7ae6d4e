"""Stages whose dates are not when they happened: written in bulk, too early, out of order, or twice.

The checks of the sources count such rows over the whole table; here each stage is told apart, since one stage
that was filled in afterwards spoils every label and feature made of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from features.agreement import OURS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.sources import Journey
    from models.leakage import Verdict

NOTABLE: Final = 0.05
"""Share of a stage's rows from which its dates are worth a look."""

LEAST: Final = 20
BULK: Final = 20
"""Leads that share a date to the microsecond, other than midnight."""

_FUNNEL: Final = OURS[: OURS.index("won") + 1]
_RANK: Final = " ".join(f"WHEN '{stage}' THEN {rank}" for rank, stage in enumerate(_FUNNEL))

_SQL: Final = f"""
WITH dated AS (
    SELECT lead_id, stage, "at", CASE stage {_RANK} END AS rank,
           count(DISTINCT lead_id) OVER (PARTITION BY stage, "at") AS together,
           to_timestamp("at" / 1e6)::TIMESTAMP::TIME = TIME '00:00' AS midnight,
           lag(stage) OVER (PARTITION BY lead_id ORDER BY "at", stage) AS previous,
           lag("at") OVER (PARTITION BY lead_id ORDER BY "at", stage) AS previous_at,
           min("at") OVER (PARTITION BY lead_id, stage) AS first
    FROM stages),
placed AS (
    SELECT d.*, l.created_at, EXISTS (
        SELECT 1 FROM dated AS e
        WHERE e.lead_id = d.lead_id AND e.rank < d.rank AND e.first > d.first) AS early
    FROM dated AS d JOIN leads AS l USING (lead_id))
SELECT stage, count(*) AS rows,
       avg((together >= {BULK} AND NOT midnight)::INT) AS bulk_share,
       avg(("at" < created_at)::INT) AS before_creation_share,
       avg(early::INT) AS out_of_order_share,
       avg(coalesce(stage IN ('won', 'lost') AND previous = stage AND previous_at < "at", false)::INT)
           AS edited_share
FROM placed GROUP BY stage
"""

_TOLD: Final = {
    "bulk_share": "carry a time that twenty leads or more share: an import or a backfill wrote it",
    "before_creation_share": "are dated before their lead was created",
    "out_of_order_share": "are dated before a stage that comes earlier in the funnel",
    "edited_share": "say again, with another date, what the row before said: the date was edited",
}


def stamped(journey: Journey, found: Mapping[str, Verdict]) -> tuple[Verdict, ...]:
    """The verdicts on stages, by name, with what their dates themselves say."""
    names = ("rows", *_TOLD)
    measured = {
        str(stage): dict(zip(names, map(float, numbers), strict=True))
        for stage, *numbers in journey.db.sql(_SQL).fetchall()
    }
    return tuple(_judged(verdict, measured.get(name, {})) for name, verdict in found.items())


def _judged(verdict: Verdict, numbers: Mapping[str, float]) -> Verdict:
    verdict = replace(verdict, numbers={**verdict.numbers, **numbers})
    told = [
        f"{numbers[name]:.0%} of its {numbers['rows']:,.0f} rows {words}"
        for name, words in _TOLD.items()
        if numbers.get("rows", 0.0) >= LEAST and numbers[name] >= NOTABLE
    ]
    if verdict.verdict != "ok" or not told:
        return verdict
    return replace(verdict, verdict="suspicious", reason="; ".join(told))
