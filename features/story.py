"""The story: what only the order of a lead's touches tells, in one look at each touch.

As in the tally, only touches strictly before a moment are seen and all state restarts at each lead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from features.clock import DAY, HOUR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.history import Coded, History
    from features.population import Moments

INBOUND: Final = 1
OUTBOUND: Final = 2
COLUMNS: Final = (
    "days active",
    "assets seen",
    "people involved",
    "streak",
    "trend",
    "days since first touch",
    "last kind",
    "first kind",
    "first channel",
    "last actor",
    "replies",
    "reply share",
    "hours to first contact",
    "unanswered attempts",
)
_WEEK: Final = 7 * DAY
_MONTH: Final = 28 * DAY


def story(
    history: History,
    slots: NDArray[np.int16],
    actor: NDArray[np.int32],
    news: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    created: NDArray[np.int64],
    moments: Moments,
    first_slots: tuple[int, int, int],
) -> NDArray[np.float32]:
    """The COLUMNS at every moment; float32 [moments, 14].

    A streak is the days in a row with a touch, if the last of them was the moment's day or the one before.
    The trend is the touches in the last week less the weekly mean of the three weeks before. Kinds, channels
    and actors are codes: 0 for those without one of their own, NaN where there is none. A reply is an inbound
    touch right after an outbound one; an attempt is unanswered if no inbound touch followed.

    Args:
        history: touches by lead.
        slots: int16 [touches, 4], see ``Reading.slots``.
        actor: the plan's code by the code of a touch's actor, the missing one last.
        news: bool [touches] each; whether the asset and the actor are new to the lead, from ``firsts``.
        created: int64 [leads].
        moments: ascending by lead and instant.
        first_slots: those of kinds, of channels, and one past the last.
    """
    table = np.empty((moments.lead.size, len(COLUMNS)), np.float32)
    actors = history.columns["actor"].codes
    _fill(table, history.starts, history.at, slots, actor, actors, *news, created, *moments, *first_slots)
    return table


def firsts(history: History, texts: Coded) -> NDArray[np.bool_]:
    """Whether a row is the first of its key with its text; never for a missing one. [rows]"""
    return _firsts(history.starts, texts.codes, len(texts.values))


@njit(cache=True, nogil=True)
def _firsts(starts: NDArray[np.int64], codes: NDArray[np.int32], values: int) -> NDArray[np.bool_]:
    first, seen = np.zeros(codes.size, np.bool_), np.full(values, -1, np.int64)
    for key in range(starts.size - 1):
        for row in range(starts[key], starts[key + 1]):
            code = codes[row]
            if code >= 0 and seen[code] != key:
                seen[code] = key
                first[row] = True
    return first


@njit(cache=True, nogil=True)
def _fill(
    table: NDArray[np.float32],
    starts: NDArray[np.int64],
    at: NDArray[np.int64],
    slots: NDArray[np.int16],
    code_of_actor: NDArray[np.int32],
    actor: NDArray[np.int32],
    new_asset: NDArray[np.bool_],
    new_actor: NDArray[np.bool_],
    created: NDArray[np.int64],
    lead: NDArray[np.int64],
    as_of: NDArray[np.int64],
    kinds: int,
    channels: int,
    end_of_slots: int,
) -> None:
    first = row = end = last_day = week = month = contact = 0
    days = assets = actors = streak = replies = attempts = sent = 0
    answerable = False
    for moment in range(as_of.size):
        now = as_of[moment]
        if moment == 0 or lead[moment] != lead[moment - 1]:
            first, end = starts[lead[moment]], starts[lead[moment] + 1]
            row = week = month = first
            days = assets = actors = streak = replies = attempts = sent = 0
            answerable = False
        while row < end and at[row] < now:
            day = at[row] // DAY
            if days == 0 or day > last_day:
                streak = streak + 1 if days > 0 and day == last_day + 1 else 1
                days += 1
                last_day = day
            assets += new_asset[row]
            actors += new_actor[row]
            if slots[row, 1] == INBOUND:
                replies += answerable
                attempts = 0
            elif slots[row, 1] == OUTBOUND:
                if sent == 0:
                    contact = at[row]
                attempts += 1
                sent += 1
            answerable = slots[row, 1] == OUTBOUND
            row += 1
        while week < row and at[week] < now - _WEEK:
            week += 1
        while month < row and at[month] < now - _MONTH:
            month += 1
        running = days > 0 and now // DAY - last_day <= 1
        table[moment, 0] = days
        table[moment, 1] = assets
        table[moment, 2] = actors
        table[moment, 3] = streak if running else 0
        table[moment, 4] = (row - week) - (week - month) / 3.0
        table[moment, 5:10] = np.nan
        if row > first:
            table[moment, 5] = (now - at[first]) / DAY
            table[moment, 6] = _code(slots[row - 1, 2], kinds, channels)
            table[moment, 7] = _code(slots[first, 2], kinds, channels)
            table[moment, 8] = _code(slots[first, 3], channels, end_of_slots)
            known = code_of_actor[actor[row - 1]]
            table[moment, 9] = known if known >= 0 else np.nan
        table[moment, 10] = replies
        table[moment, 11] = replies / sent if sent > 0 else np.nan
        table[moment, 12] = (contact - created[lead[moment]]) / HOUR if sent > 0 else np.nan
        table[moment, 13] = attempts


@njit(cache=True, nogil=True)
def _code(slot: int, first: int, end: int) -> float:
    """The code of a slot of some kind, whose last slot is that of all others."""
    if slot < 0:
        return np.nan
    return 0.0 if slot == end - 1 else slot - first + 1.0
