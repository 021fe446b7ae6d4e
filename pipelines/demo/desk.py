"""The sales desk: whom it calls, when, and how few.

Every working day at nine the desk takes the leads that arrived since the last time, ranks them by what is
visible on arrival, and opens conversations with the best; the others are never called. Who is called and
when is thus settled on arrival, before anything else is known of the lead, so that it belongs to the state
from the first moment on and the true probabilities can take it into account exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pipelines.demo.drivers import log_ratio
from pipelines.demo.moves import EVALUATING
from pipelines.demo.rhythm import DAY, MONDAY

if TYPE_CHECKING:
    from pipelines.demo.arrays import Floats, Ints
    from pipelines.demo.people import People

NINE: Final = 9 * 3600
NEVER: Final = -1
OPEN_DAYS: Final = 3
"""The day's list is called over three working days, best first: who is called late is also less promising."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A team that works at most ``capacity`` leads a week; a conversation lasts up to two weeks."""

    capacity: int

    @property
    def openings(self) -> int:
        """Conversations opened a working day: ten working days of them are in work at once."""
        return max(1, self.capacity // 10)

    def plan(self, rng: np.random.Generator, created: Ints, promise: Floats) -> Ints:
        """When each lead is first called, in seconds since 1970; NEVER for those the week has no room for."""
        morning = _next_morning(created)
        order = np.lexsort((-promise, morning))
        firsts = np.searchsorted(morning[order], morning[order], side="left")
        place = np.empty(len(created), dtype=np.int64)
        place[order] = np.arange(len(created)) - firsts
        late = place * OPEN_DAYS // self.openings
        start = morning.copy()
        for days in range(1, OPEN_DAYS):
            start = np.where(late >= days, working_day(start + DAY), start)
        called = start + (rng.random(len(created)) * 8 * 3600).astype(np.int64)
        return np.where(place < self.openings, called, NEVER)


def working_day(at: Ints) -> Ints:
    """The same instant, moved from a Saturday or Sunday to the Monday after."""
    weekday = (at - MONDAY) // DAY % 7
    return at + np.where(weekday >= 5, 7 - weekday, 0) * DAY


def _next_morning(at: Ints) -> Ints:
    """Nine o'clock of the first working day that begins after each instant."""
    today = (at - MONDAY) // DAY * DAY + MONDAY + NINE
    return working_day(np.where(at < today, today, today + DAY))


def capacity_for(leads: int, months: int) -> int:
    """The team grows with the market: 120 leads a week where 20,000 arrive in 24 months."""
    return max(10, round(120 * leads / 20_000 * 24 / months))


def promise(rng: np.random.Generator, leads: People) -> Floats:
    """How good each lead looks on arrival: its profile, its eagerness, and a good deal of luck."""
    eager = leads.arrival == EVALUATING
    return 0.5 * log_ratio(leads, "sql") + 0.8 * eager + 0.8 * rng.standard_normal(len(eager))
