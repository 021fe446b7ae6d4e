"""How well an attribute's past is known: from its history, vouched for as fixed, or only as it is today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from features import clock
from features.naming import key
from features.sources.quoting import quoted

if TYPE_CHECKING:
    from features.sources import Journey

Tier = Literal["history", "fixed", "today"]
"""history: as it stood at each moment; fixed: today's value is that of creation; today: nobody knows."""

NEWBORN: Final = clock.DAY
NEARLY_ALL: Final = 0.95
"""Snapshots are a history once so many of the leads were first seen within a day of their creation."""


def tiers(journey: Journey) -> dict[str, Tier]:
    """The tier of every attribute, in the order of the columns."""
    return {name: tier_of(journey, name) for name in journey.attributes}


def tier_of(journey: Journey, name: str) -> Tier:
    """The tier of an attribute of the leads.

    A recorded history outweighs the agreement's word that nothing changes. Snapshots count as a history only
    where they saw nearly every lead as it was born: what they first saw stands for all that was before.
    """
    if _rows(journey, f"SELECT count(*) FROM attribute_changes WHERE field = {quoted(name)}"):
        return "history"
    if key(name) in map(key, journey.agreement.attributes.fixed):
        return "fixed"
    return "history" if _seen_newborn(journey, name) else "today"


def _seen_newborn(journey: Journey, name: str) -> bool:
    young = _rows(
        journey,
        f"""SELECT count(*) FROM leads JOIN (
                SELECT lead_id, min("at") AS first FROM snapshots WHERE field = {quoted(name)}
                GROUP BY lead_id
            ) USING (lead_id) WHERE first < created_at + {NEWBORN}""",
    )
    return 0 < young >= NEARLY_ALL * _rows(journey, "SELECT count(*) FROM leads")


def _rows(journey: Journey, sql: str) -> int:
    ((rows,),) = journey.db.sql(sql).fetchall()
    return int(rows)
