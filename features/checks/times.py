"""Times that cannot be read, that mean two days, or that cannot be true."""

from __future__ import annotations

from typing import Final

from features import clock
from features.checks.finding import Check
from features.checks.wording import dated, set_aside
from features.sources.shapes import TABLES, Table, time_of

_EARLIEST: Final = clock.instant("1990-01-01")


def _undecided(table: Table, which: str) -> str:
    return (
        f"SELECT example, rows AS n FROM fact_dates WHERE table_name = '{table}' AND NOT decided AND {which}"
    )


CHECKS: Final[tuple[Check, ...]] = (
    *(
        Check(
            name="unreadable time",
            severity="error",
            table=table,
            column=time_of(table),
            sql=set_aside(table, f"unreadable {time_of(table)}", time_of(table)),
            reason="Without its time a row cannot be placed before or after a moment.",
            action="Check [columns] and date_order, or read it in a query: strptime(theirs, '%d %m %Y') AS "
            f"{time_of(table)}.",
        )
        for table in TABLES
    ),
    *(
        Check(
            name="no time",
            severity="warning",
            table=table,
            column=time_of(table),
            sql=set_aside(table, f"no {time_of(table)}", time_of(table)),
            reason="Without its time a row cannot be placed before or after a moment; it was left out.",
            action="Check that the export fills the column.",
        )
        for table in TABLES
    ),
    *(
        Check(
            name="day or month first?",
            severity="error",
            table=table,
            column=time_of(table),
            sql=_undecided(table, "(day_first = 0 OR month_first = 0)"),
            reason="Dates such as 03/04/2024 mean two days, and no other of the column decides which.",
            action='Write date_order = "day_first" (or "month_first") at the top of agreement.toml.',
        )
        for table in TABLES
    ),
    *(
        Check(
            name="day first and month first",
            severity="error",
            table=table,
            column=time_of(table),
            sql=_undecided(table, "day_first > 0 AND month_first > 0"),
            reason="Some dates can only have the day first and others only the month: two exports mixed.",
            action='Export again in one form; date_order = "day_first" (or "month_first") at the top of '
            "agreement.toml shows which rows do not fit.",
        )
        for table in TABLES
    ),
    *(
        Check(
            name="in the future",
            severity="warning",
            table=table,
            column=time_of(table),
            sql=dated(table, '{time} > (SELECT "at" FROM fact_now)'),
            reason="A date after today is a plan, or its day and month or its time zone are swapped.",
            action="Leave planned activities out; check date_order and timezone in agreement.toml.",
        )
        for table in TABLES
    ),
    *(
        Check(
            name="long ago",
            severity="warning",
            table=table,
            column=time_of(table),
            sql=dated(table, f"{{time}} < {_EARLIEST}"),
            reason="Dates before 1990 (1900, 1970, 0001) usually stand in for an empty one.",
            action="Make them empty in a query: nullif(theirs, '1900-01-01').",
        )
        for table in TABLES
    ),
)
