"""The story: what only the order of a lead's touches tells, in one look at each touch.

As in the tally, only touches strictly before a moment are seen and all state restarts at each lead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from features.clock import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.history import Coded, History
    from features.population import Moments

INBOUND: Final = 1
OUTBOUND: Final = 2
COLUMNS: Final = ("days active", "assets seen", "people involved", "streak", "replies", "unanswered attempts")


def story(
    history: History,
    direction: NDArray[np.int8],
    new_asset: NDArray[np.bool_],
    new_actor: NDArray[np.bool_],
    moments: Moments,
) -> NDArray[np.float32]:
    """The COLUMNS at every moment; float32 [moments, 6].

    A streak is the days in a row with a touch, if the last of them was the moment's day or the one before.
    A reply is an inbound touch right after an outbound one; an attempt is unanswered if no inbound touch
    followed.

    Args:
        history: touches by lead.
        direction: int8 [touches]; INBOUND, OUTBOUND or 0.
        new_asset, new_actor: bool [touches]; from ``firsts``.
        moments: ascending by lead and instant.
    """
    table = np.empty((moments.lead.size, len(COLUMNS)), np.float32)
    _fill(
        table,
        history.starts,
        history.at,
        direction,
        new_asset,
        new_actor,
        moments.lead,
        moments.as_of,
    )
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
    direction: NDArray[np.int8],
    new_asset: NDArray[np.bool_],
    new_actor: NDArray[np.bool_],
    lead: NDArray[np.int64],
    as_of: NDArray[np.int64],
) -> None:
    row = end = last_day = 0
    days = assets = actors = streak = replies = attempts = 0
    answerable = False
    for moment in range(as_of.size):
        now = as_of[moment]
        if moment == 0 or lead[moment] != lead[moment - 1]:
            row, end = starts[lead[moment]], starts[lead[moment] + 1]
            days = assets = actors = streak = replies = attempts = 0
            answerable = False
        while row < end and at[row] < now:
            day = at[row] // DAY
            if days == 0 or day > last_day:
                streak = streak + 1 if days > 0 and day == last_day + 1 else 1
                days += 1
                last_day = day
            assets += new_asset[row]
            actors += new_actor[row]
            if direction[row] == INBOUND:
                replies += answerable
                attempts = 0
            elif direction[row] == OUTBOUND:
                attempts += 1
            answerable = direction[row] == OUTBOUND
            row += 1
        running = days > 0 and now // DAY - last_day <= 1
        table[moment, 0] = days
        table[moment, 1] = assets
        table[moment, 2] = actors
        table[moment, 3] = streak if running else 0
        table[moment, 4] = replies
        table[moment, 5] = attempts
