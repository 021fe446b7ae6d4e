"""When a column was filled in, as far as the ages of leads can tell.

What a form asks is filled in on the day the lead is made, so the newest leads have it as often as those
before them. What is filled in later is emptier among the newest; what a job writes is full for some stretches
of leads and empty for those between.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from models.leakage.columns import Leads
    from models.rows import Bools

STRETCHES: Final = 20
LEAST: Final = 20
"""Leads in a stretch, or among the young, without which shares say little."""

FULL: Final = 0.9
EMPTY: Final = 0.1
EMPTIER: Final = 0.75
"""Young leads have it so much less often than those just before them."""

SURE: Final = 4.0
STEADY: Final = 3.0
"""Standard errors: so far must the young differ, and no further their elders among themselves."""


def by_stretch(filled: Bools, leads: Leads) -> list[float]:
    """The share of ``filled`` [leads] in equal stretches from the oldest leads to the newest."""
    if len(filled) < STRETCHES * LEAST:
        return []
    return [float(part.mean()) for part in np.array_split(filled[leads.order], STRETCHES)]


def on_and_off(shares: list[float]) -> bool:
    """Whether all but every lead has it, then all but none, then all but every again."""
    state = 0
    for share in shares:
        state += (share >= FULL) if state % 2 == 0 else (share <= EMPTY)
    return state >= 3


def young_share(filled: Bools, leads: Leads) -> float | None:
    """How many times as often as their elders the young have it; None unless that is surely, and much, less.

    Young are leads whose horizon has not passed; their elders are as many leads just before them, who must
    agree with as many before those: a form that changed earlier changed for both.
    """
    size = int((~leads.mature).sum())
    if size < LEAST or 3 * size > len(filled):
        return None
    newest = filled[leads.order][-3 * size :].reshape(3, size)
    before, elder, young = (float(part.mean()) for part in newest)
    if elder == 0 or young > EMPTIER * elder:
        return None
    if _apart(elder, young, size) < SURE or _apart(before, elder, size) > STEADY:
        return None
    return young / elder


def _apart(one: float, other: float, size: int) -> float:
    """Standard errors between two shares of ``size`` leads each."""
    mean = (one + other) / 2
    spread = sqrt(2 * mean * (1 - mean) / size)
    return abs(one - other) / spread if spread else 0.0
