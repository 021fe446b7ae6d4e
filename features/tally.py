"""The tally: how often, how lately and how intensely things happened, in one look at each touch.

A moment's window is ``[as_of - length, as_of)``. All state restarts at each lead, so a lead's numbers do
not depend on which other leads, or which other moments, are computed beside it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numba import njit

from features.clock import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from features.history import History
    from features.population import Moments

LATELY: Final = ("ever", "days since", "intensity")
_SPAN: Final = 64
"""Half-lives after which the weights of touches are brought back to the size of one."""


class Tally(NamedTuple):
    """What was tallied of every slot at every moment.

    Attributes:
        counts: float32 [moments, slots * windows]; per slot the touches in each window.
        lately: float32 [moments, slots * 3]; per slot the touches ever, days since the newest (NaN if there
            is none), and the sum over touches of 2 ** (-age / half-life).
    """

    counts: NDArray[np.float32]
    lately: NDArray[np.float32]


def tally(
    history: History,
    slots: NDArray[np.int16],
    n_slots: int,
    moments: Moments,
    windows: Sequence[int],
    half_life: int,
) -> Tally:
    """Counts, recency and decayed intensity of every slot at every moment.

    Args:
        history: touches by lead.
        slots: int16 [touches, any number]; the slots each touch counts in, -1 for none.
        n_slots: how many slots there are.
        moments: ascending by lead and instant.
        windows: their lengths in microseconds.
        half_life: microseconds after which a touch counts half.
    """
    rows = moments.lead.size
    told = Tally(
        np.empty((rows, n_slots * len(windows)), np.float32),
        np.empty((rows, n_slots * len(LATELY)), np.float32),
    )
    lengths = np.array(windows, dtype=np.int64)
    _fill(*told, history.starts, history.at, slots, n_slots, moments.lead, moments.as_of, lengths, half_life)
    return told


@njit(cache=True, nogil=True)
def _fill(
    counts: NDArray[np.float32],
    lately: NDArray[np.float32],
    starts: NDArray[np.int64],
    at: NDArray[np.int64],
    slots: NDArray[np.int16],
    n_slots: int,
    lead: NDArray[np.int64],
    as_of: NDArray[np.int64],
    windows: NDArray[np.int64],
    half_life: int,
) -> None:
    rate = math.log(2.0) / half_life
    width = windows.size
    ever, gone = np.zeros(n_slots, np.int32), np.zeros((n_slots, width), np.int32)
    newest, heat = np.zeros(n_slots, np.int64), np.zeros(n_slots, np.float64)
    back = np.zeros(width, np.int64)
    begin = front = end = origin = 0
    for moment in range(as_of.size):
        now = as_of[moment]
        if moment == 0 or lead[moment] != lead[moment - 1]:
            front, end = starts[lead[moment]], starts[lead[moment] + 1]
            ever[:], gone[:], heat[:], back[:] = 0, 0, 0.0, front
            begin = front
        while front < end and at[front] < now:
            if front == begin:
                origin = at[front]
            elif at[front] - origin > _SPAN * half_life:
                heat *= math.exp(-rate * (at[front] - origin))
                origin = at[front]
            weight = math.exp(rate * (at[front] - origin))
            for j in range(slots.shape[1]):
                slot = slots[front, j]
                if slot >= 0:
                    ever[slot] += 1
                    newest[slot] = at[front]
                    heat[slot] += weight
            front += 1
        for w in range(width):
            while back[w] < front and at[back[w]] < now - windows[w]:
                for j in range(slots.shape[1]):
                    slot = slots[back[w], j]
                    if slot >= 0:
                        gone[slot, w] += 1
                back[w] += 1
        faded = math.exp(-rate * (now - origin)) if front > begin else 0.0
        for slot in range(n_slots):
            for w in range(width):
                counts[moment, slot * width + w] = ever[slot] - gone[slot, w]
            lately[moment, slot * 3] = ever[slot]
            lately[moment, slot * 3 + 1] = (now - newest[slot]) / DAY if ever[slot] else np.nan
            lately[moment, slot * 3 + 2] = heat[slot] * faded
