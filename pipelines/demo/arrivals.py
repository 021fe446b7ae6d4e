"""When leads arrive: more every month, fewer in August and December, at visiting hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from pipelines.demo.arrays import pick
from pipelines.demo.rhythm import DAY, WEB

if TYPE_CHECKING:
    from pipelines.demo.arrays import Floats, Ints

END: Final = np.datetime64("2026-10-01T00:00:00", "s")
"""The export's date: nothing is known from here on, so the youngest leads are immature."""

SEASON: Final = np.array([1.0, 1.05, 1.15, 1.05, 1.0, 1.0, 0.8, 0.65, 1.15, 1.2, 1.1, 0.6])
GROWTH: Final = 0.8
"""The last month brings 1.8 times the leads of the first, season aside."""


class Span(NamedTuple):
    """The months the world shows, in seconds since 1970: from ``start`` up to, not including, ``end``."""

    start: int
    end: int

    def progress(self, at: Ints) -> Floats:
        """How far through the span each instant is: 0 at the start, 1 at the end."""
        return (at - self.start) / (self.end - self.start)


def span(months: int) -> Span:
    """The calendar months before the export."""
    start = (END.astype("datetime64[M]") - np.timedelta64(months, "M")).astype("datetime64[s]")
    return Span(int(start.astype(np.int64)), int(END.astype(np.int64)))


def month_of(at: Ints) -> Ints:
    """Calendar months since January 1970."""
    return at.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)


def arrivals(rng: np.random.Generator, when: Span, size: int) -> Ints:
    """``size`` ascending instants of creation."""
    days = np.arange(when.start, when.end, DAY)
    busy = (1 + GROWTH * when.progress(days)) * SEASON[month_of(days) % 12] * WEB.share(days)
    return np.sort(WEB.within(days[pick(rng, busy, size)], rng.random(size)))
