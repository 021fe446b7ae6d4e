"""How long after first seeing a thing leads move on to their next stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba import njit

from features.delays.curve import CLOSED, REACHED, delay_curve
from features.population import FAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.history import History
    from models.rows import Ints
    from pipelines.insights.channels.things import Thing

_RANKS: Final = {"mql": 1, "sql": 2, "opportunity": 3, "won": 4}
_LOST: Final = -1
MOST: Final = 3000
DRAWS: Final = 100
LEAST: Final = 20
"""Leads that moved on, below which no time is told."""


def wait_after(
    thing: Thing, created: Ints, stages: History, known_until: int, level: float, seed: int
) -> dict[str, Any]:
    """Of leads that were still open when they first saw a thing: how many move on, and how soon.

    Those still where they were count for as long as they have been followed; those lost are counted as lost,
    by the estimator of Aalen and Johansen, which is Kaplan and Meier's where nobody is lost.
    """
    lead = np.flatnonzero((thing.first >= created) & (thing.first < FAR))
    random = np.random.default_rng(seed)
    if lead.size > MOST:
        lead = np.sort(random.choice(lead, MOST, replace=False))
    rank = stages.columns["stage"].mapped({**_RANKS, "lost": _LOST}, 0, 0)
    delay, end = _next(stages.starts, stages.at, rank, lead, thing.first[lead], known_until)
    delay, end = delay[delay >= 0], end[delay >= 0]
    moved = int((end == REACHED).sum())
    found: dict[str, Any] = {"leads": int(delay.size), "moved": moved, "lost": int((end == CLOSED).sum())}
    if moved < LEAST:
        return {**found, "share": None, "median_us": None, "interval_us": None}
    curve = delay_curve(delay, end)
    drawn = [_median(delay, end, random.integers(0, delay.size, delay.size)) for _ in range(DRAWS)]
    told = [one for one in drawn if one is not None]
    low, high = np.quantile(told, [(1 - level) / 2, (1 + level) / 2]) if told else (0, 0)
    median = curve.quantile(0.5)
    interval = [int(low), int(high)] if told and median is not None else None
    return {**found, "share": curve.eventual, "median_us": median, "interval_us": interval}


def _median(delay: Ints, end: NDArray[np.int8], rows: Ints) -> int | None:
    return delay_curve(delay[rows], end[rows]).quantile(0.5)


@njit(cache=True, nogil=True)
def _next(
    starts: Ints, at: Ints, rank: NDArray[np.int32], lead: Ints, seen: Ints, known_until: int
) -> tuple[Ints, NDArray[np.int8]]:
    """Until the next higher stage, the loss or the end of what is known; -1 for leads that were closed."""
    delay = np.full(lead.size, -1, np.int64)
    end = np.zeros(lead.size, np.int8)
    for i in range(lead.size):
        here, closed = 0, False
        for row in range(starts[lead[i]], starts[lead[i] + 1]):
            if at[row] <= seen[i]:
                here = max(here, rank[row])
                closed = rank[row] == -1 or rank[row] == 4
                continue
            if closed or rank[row] > here or rank[row] == -1:
                delay[i] = at[row] - seen[i]
                end[i] = 2 if rank[row] == -1 else 1
                break
        if closed:
            delay[i] = -1
        elif delay[i] < 0:
            delay[i] = max(known_until - seen[i], 0)
    return delay, end
