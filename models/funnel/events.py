"""The events that are learnt, one model each, and what became of each row of a training set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from features.agreement.values import Target
    from features.dataset import Dataset
    from models.rows import Bools, Floats, Ints

SQL: Final = "sql"
CLOSE: Final = "close"
SQL_BY_CLOSE: Final = "sql_by_close"
CLOSE_GIVEN_SQL: Final = "close_given_sql"


class Event(NamedTuple):
    """Something that may happen to a lead within a horizon.

    Attributes:
        name: also that of its files in a bundle.
        target: whose settings and horizon it has.
        reached: what is reached.
        horizon: microseconds.
        word: what a lead did to whom it happened.
    """

    name: str
    target: Target
    reached: Target
    horizon: int
    word: str


class Outcomes(NamedTuple):
    """What became of each row; all [rows].

    Attributes:
        y: 1, 0, or NaN where the horizon has not passed or the row does not belong to the event.
        young: rows that belong to it and whose horizon has not passed.
        so_far: of the young: 1 where it has happened, 0 where the lead was lost, NaN where it may yet happen.
        delay: microseconds from the moment to the event; -1 where it tells nothing of the young rows.
    """

    y: Floats
    young: Bools
    so_far: Floats
    delay: Ints


def events_of(horizons: dict[Target, int]) -> tuple[Event, ...]:
    """What is learnt for the agreed targets, in the order of the funnel."""
    sql, close = horizons.get("sql"), horizons.get("close")
    events: list[Event] = []
    if sql is not None:
        events.append(Event(SQL, "sql", "sql", sql, "became an SQL"))
    if close is not None and sql is None:
        events.append(direct(close))
    if close is not None and sql is not None:
        if close != sql:
            events.append(Event(SQL_BY_CLOSE, "close", "sql", close, "became an SQL"))
        events.append(Event(CLOSE_GIVEN_SQL, "close", "close", close, "were won, having become an SQL"))
    return tuple(events)


def serves(event: str, target: str) -> bool:
    """Whether an event's model has a part in a target's forecast."""
    return (event == SQL) == (target == "sql")


def direct(horizon: int) -> Event:
    """Closing, without the way through SQL: where there is no SQL target, or nothing to learn it from."""
    return Event(CLOSE, "close", "close", horizon, "were won")


def outcomes(event: Event, data: Dataset, known_by: int) -> Outcomes:
    """The outcomes of an event as known by an instant: what happened from then on is not looked at."""
    when, end = data.reached[event.reached], data.as_of + event.horizon
    came = (when > data.as_of) & (when <= end)
    mature = end < known_by
    told = _belongs(event, data, mature) & (when != data.as_of) & (data.as_of < known_by)
    seen = when < known_by
    gone = (data.lost < known_by) & (data.lost < when)
    return Outcomes(
        y=np.where(told & mature, came.astype(np.float64), np.nan),
        young=told & ~mature,
        so_far=np.where(seen, 1.0, np.where(gone, 0.0, np.nan)),
        delay=np.where(_like_young(event, data), when - data.as_of, -1),
    )


def _like_young(event: Event, data: Dataset) -> Bools:
    """Rows whose wait is like that of the young ones: those are SQLs already where closing is given SQL."""
    return ~data.open["sql"] if event.name == CLOSE_GIVEN_SQL else np.ones(data.as_of.size, dtype=bool)


def _belongs(event: Event, data: Dataset, mature: Bools) -> Bools:
    if event.name != CLOSE_GIVEN_SQL:
        return data.open[event.reached]
    sql = data.reached["sql"]
    becomes = (sql > data.as_of) & (sql <= data.as_of + event.horizon)
    # whether a young lead on its way to SQL belongs is not known yet; those who are SQLs do
    return data.open["close"] & (~data.open["sql"] | (becomes & mature))
