"""Everything that was guessed about the user's files, before it is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from features import clock
from features.naming import key
from features.sources import SHAPES
from features.sources.quoting import named
from pipelines.init.exclusions import why_excluded
from pipelines.init.stage_words import stage_dated_by, stage_of, stage_perhaps_dated_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duckdb import DuckDBPyConnection

    from features.sources import Table
    from features.sources.dates import Order
    from pipelines.init.profile import Looked, Profile


class Guess(NamedTuple):
    """What the agreement will say; ``strangers`` are logs most of whose ids are not among the leads'."""

    sources: dict[Table, str]
    roles: dict[Table, dict[str, str]]
    strangers: tuple[Table, ...]
    stage_dates: dict[str, str]
    stages: dict[str, str | None]
    outbound: tuple[str, ...]
    excluded: dict[str, str]
    date_order: Order | None
    order_is_open: bool
    zoned: bool


def stage_dates(looked: Looked, taken: Iterable[str]) -> dict[str, str]:
    """Columns that hold the date of one of our stages; a vague name counts where no other says it plainly."""
    used = set(taken)
    names = [column.name for column in looked.columns if column.name not in used and column.is_time]
    plain = {name: stage for name in names if (stage := stage_dated_by(name))}
    vague = {name: stage for name in names if (stage := stage_perhaps_dated_by(name))}
    return {name: stage for name, stage in vague.items() if stage not in plain.values()} | plain


def later_dates(db: DuckDBPyConnection, leads: Looked, created: str, order: Order | None) -> list[str]:
    """Columns of dates that are often after the lead came: what they say was not known then."""
    read = f"""coalesce(text_time({{0}}, iso_text({{0}})), CASE WHEN day_or_month({{0}}) IS NOT NULL
               THEN iso_time({order or "day_first"}(replace({{0}}, '-', '/'), '/')) END)"""
    found: list[str] = []
    for column in leads.columns:
        if column.is_time and column.name != created:
            cells = (
                f"SELECT {named(column.name)} AS v, {named(created)} AS w FROM seen_leads WHERE v IS NOT NULL"
            )
            times = f"SELECT {read.format('v')} AS t, {read.format('w')} AS c FROM ({cells} LIMIT 10000)"
            ((later,),) = db.execute(
                f"SELECT coalesce(avg((t > c + {clock.HOUR})::INTEGER), 0) FROM ({times})"
            ).fetchall()
            found += [column.name] if later > 0.05 else []
    return found


def stage_names(db: DuckDBPyConnection, column: str) -> dict[str, str | None]:
    """Their stage names, the most frequent first, and what they mean to us."""
    rows = db.execute(
        f"SELECT lower({named(column)}) AS name FROM seen_stages WHERE name IS NOT NULL "
        "GROUP BY name ORDER BY count(*) DESC, name LIMIT 60"
    ).fetchall()
    return {name: stage_of(name) for (name,) in rows}


def excluded(
    leads: Looked, taken: Iterable[str], dated: Iterable[str], later: Iterable[str]
) -> dict[str, str]:
    """The attributes that are left out by default, and why."""
    used, dates, after = set(taken), set(dated), set(later)
    reasons: dict[str, str] = {}
    for column in leads.columns:
        if column.name in dates:
            reasons[column.name] = "stages"
        elif column.name in used:
            continue
        elif why := why_excluded(column) or ("later" if column.name in after else None):
            reasons[column.name] = why
    return reasons


def date_order(times: Iterable[Profile]) -> tuple[Order | None, bool]:
    """Which of day and month stands first in dates with slashes, and whether that is needed and not known."""
    dates = [column for column in times if column.open > 0]
    day, month = any(column.day_first for column in dates), any(column.month_first for column in dates)
    if day != month:
        return ("day_first" if day else "month_first"), False
    return None, bool(dates)


def renamed(table: Table, roles: Mapping[str, str]) -> dict[str, str]:
    """The roles that the agreement has to name, because the column's own name does not say it."""
    order = [column.name for column in SHAPES[table]]
    return {ours: roles[ours] for ours in order if ours in roles and key(roles[ours]) != key(ours)}
