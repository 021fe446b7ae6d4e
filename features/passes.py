"""The compiled passes over touches: one look at each row, whatever the number of moments.

A moment's window is ``[as_of - length, as_of)``. All state restarts at each key, so a lead's numbers do
not depend on which other leads, or which other moments, are computed beside it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from features.clock import DAY, NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Pass(NamedTuple):
    """What the pass over touches found at each moment.

    Attributes:
        counts: float32 [moments, slots * (windows + 1)]; per slot the windows in order, then ever.
        last: int64 [moments, slots]; instant of the newest row, NEVER if none.
        intensity: float64 [moments, slots]; sum over rows of 2 ** (-age / half-life).
        here: int64 [moments]; one past the key's last row before the moment.
    """

    counts: NDArray[np.float32]
    last: NDArray[np.int64]
    intensity: NDArray[np.float64]
    here: NDArray[np.int64]


class Texture(NamedTuple):
    """What each touch adds to its lead's story, in row order; all [touches].

    Attributes:
        new_day, new_asset, new_actor: int8; 1 where the lead shows it for the first time.
        streak: int32; days in a row with a touch, up to and including this one's.
        reply: int8; 1 for an inbound touch whose lead's previous touch was outbound.
    """

    new_day: NDArray[np.int8]
    new_asset: NDArray[np.int8]
    new_actor: NDArray[np.int8]
    streak: NDArray[np.int32]
    reply: NDArray[np.int8]


@njit(cache=True, nogil=True)
def _touch_pass(
    starts: NDArray[np.int64],
    at: NDArray[np.int64],
    slots: NDArray[np.int32],
    n_slots: int,
    moment_starts: NDArray[np.int64],
    as_of: NDArray[np.int64],
    windows: NDArray[np.int64],
    rate: float,
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    moments, width, per_row = as_of.size, windows.size, slots.shape[1]
    counts = np.zeros((moments, n_slots * (width + 1)), np.float32)
    last = np.full((moments, n_slots), NEVER, np.int64)
    intensity = np.zeros((moments, n_slots), np.float64)
    here = np.empty(moments, np.int64)
    tally = np.zeros((n_slots, width + 1), np.int32)
    newest = np.full(n_slots, NEVER, np.int64)
    heat = np.zeros(n_slots, np.float64)
    back = np.zeros(width, np.int64)
    for key in range(starts.size - 1):
        if moment_starts[key] == moment_starts[key + 1]:
            continue
        front, end = starts[key], starts[key + 1]
        tally[:] = 0
        newest[:] = NEVER
        heat[:] = 0.0
        back[:] = front
        for moment in range(moment_starts[key], moment_starts[key + 1]):
            now = as_of[moment]
            while front < end and at[front] < now:
                for j in range(per_row):
                    slot = slots[front, j]
                    if slot < 0:
                        continue
                    for w in range(width + 1):
                        tally[slot, w] += 1
                    if heat[slot] > 0.0:
                        heat[slot] *= math.exp(-rate * (at[front] - newest[slot]))
                    heat[slot] += 1.0
                    newest[slot] = at[front]
                front += 1
            for w in range(width):
                left = now - windows[w]
                while back[w] < front and at[back[w]] < left:
                    for j in range(per_row):
                        slot = slots[back[w], j]
                        if slot >= 0:
                            tally[slot, w] -= 1
                    back[w] += 1
            here[moment] = front
            column = 0
            for slot in range(n_slots):
                for w in range(width + 1):
                    counts[moment, column] = tally[slot, w]
                    column += 1
                if heat[slot] > 0.0:
                    last[moment, slot] = newest[slot]
                    intensity[moment, slot] = heat[slot] * math.exp(-rate * (now - newest[slot]))
    return counts, last, intensity, here


def touch_pass(
    starts: NDArray[np.int64],
    at: NDArray[np.int64],
    slots: NDArray[np.int32],
    n_slots: int,
    moment_starts: NDArray[np.int64],
    as_of: NDArray[np.int64],
    windows: NDArray[np.int64],
    half_life: int,
) -> Pass:
    """Counts, newest instants and decayed intensities of every slot at every moment.

    Args:
        starts, at: the touches' history, as in ``History``.
        slots: int32 [touches, any number]; the slots each touch counts in, -1 for none.
        n_slots: how many slots there are.
        moment_starts: int64 [keys + 1]; where each key's moments begin in ``as_of``.
        as_of: int64 [moments], ascending within a key.
        windows: int64 [windows], lengths in microseconds.
        half_life: microseconds after which a touch counts half.
    """
    rate = math.log(2.0) / half_life
    return Pass(*_touch_pass(starts, at, slots, n_slots, moment_starts, as_of, windows, rate))


@njit(cache=True, nogil=True)
def _texture(
    starts: NDArray[np.int64],
    at: NDArray[np.int64],
    asset: NDArray[np.int32],
    assets: int,
    actor: NDArray[np.int32],
    actors: int,
    outbound: NDArray[np.bool_],
) -> tuple[NDArray[np.int8], NDArray[np.int8], NDArray[np.int8], NDArray[np.int32], NDArray[np.int8]]:
    rows = at.size
    new_day, new_asset, new_actor = np.zeros(rows, np.int8), np.zeros(rows, np.int8), np.zeros(rows, np.int8)
    streak, reply = np.zeros(rows, np.int32), np.zeros(rows, np.int8)
    seen_asset, seen_actor = np.full(assets, -1, np.int64), np.full(actors, -1, np.int64)
    for key in range(starts.size - 1):
        for row in range(starts[key], starts[key + 1]):
            first = row == starts[key]
            day = at[row] // DAY
            gap = 0 if first else day - at[row - 1] // DAY
            new_day[row] = first or gap > 0
            streak[row] = 1 if first or gap > 1 else streak[row - 1] + gap
            if asset[row] >= 0 and seen_asset[asset[row]] != key:
                seen_asset[asset[row]] = key
                new_asset[row] = 1
            if actor[row] >= 0 and seen_actor[actor[row]] != key:
                seen_actor[actor[row]] = key
                new_actor[row] = 1
            reply[row] = (not first) and (not outbound[row]) and outbound[row - 1]
    return new_day, new_asset, new_actor, streak, reply


def texture(
    starts: NDArray[np.int64],
    at: NDArray[np.int64],
    asset: NDArray[np.int32],
    assets: int,
    actor: NDArray[np.int32],
    actors: int,
    outbound: NDArray[np.bool_],
) -> Texture:
    """What each touch adds to its lead's story; ``assets`` and ``actors`` say how many codes there are."""
    return Texture(*_texture(starts, at, asset, assets, actor, actors, outbound))
