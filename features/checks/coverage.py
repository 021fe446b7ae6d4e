"""Times that are plausible one by one and not together: bulk stamps, early ends, days without hours."""

from __future__ import annotations

from typing import Final

from features import clock
from features.checks.finding import Check
from features.sources.shapes import Table, time_of

_GAP: Final = 30 * clock.DAY
_BULK: Final = 50  # leads
# midnight in the agreement's zone; it is at a quarter of an hour in every zone, which is quicker to see
_MIDNIGHT: Final = "{time} % 900000000 = 0 AND to_timestamp({time} / 1e6)::TIMESTAMP::TIME = TIME '00:00'"


def _same_time(table: Table) -> str:
    time = f'"{time_of(table)}"'
    return f"""
        SELECT make_timestamp({time})::VARCHAR || ' UTC: ' || count(*) || ' rows' AS example, count(*) AS n
        FROM {table} WHERE NOT ({_MIDNIGHT.format(time=time)})
        GROUP BY {time}
        HAVING count(DISTINCT lead_id) >= greatest({_BULK}, 0.01 * (SELECT count(*) FROM {table}))"""


def _stops_early(table: Table) -> str:
    return f"""
        SELECT 'last row ' || make_timestamp(last)::DATE || ', last lead ' || make_timestamp(newest)::DATE
               AS example, late AS n
        FROM (SELECT last, max(created_at) AS newest, count(*) FILTER (created_at > last) AS late
              FROM leads, (SELECT max("at") AS last FROM {table})
              WHERE created_at < (SELECT "at" FROM fact_now) GROUP BY last)
        WHERE newest - last > {_GAP}"""


CHECKS: Final[tuple[Check, ...]] = (
    *(
        Check(
            name="same time for many",
            severity="warning",
            table=table,
            column=time_of(table),
            sql=_same_time(table),
            reason="An import or a bulk edit stamped its own time on many leads at once.",
            action="Export the original times, or leave these rows out.",
        )
        for table in ("leads", "stages", "attribute_changes")
    ),
    *(
        Check(
            name="stops early",
            severity="warning",
            table=table,
            column="at",
            sql=_stops_early(table),
            reason="With newer leads nothing seems to have happened, and they would be taken for failures.",
            action="Export both up to the same day, or train --as-of the day at which this table stops.",
        )
        for table in ("touches", "stages")
    ),
    Check(
        name="no time of day",
        severity="warning",
        table="touches",
        column="at",
        sql="SELECT 'lead_id ' || lead_id || ': ' || kind AS example, 1 AS n FROM touches WHERE "
        + _MIDNIGHT.format(time='"at"'),
        reason="Most touches are dated at midnight: within a day nobody knows what came first.",
        action="Export the full time if the source has it.",
        share=0.5,
    ),
)
