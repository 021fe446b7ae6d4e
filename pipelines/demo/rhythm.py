"""How busy each hour of the week is: for visitors on the web, and for the people at the sales desk.

A rhythm is a clock that runs faster in busy hours; over a whole week it keeps time with the calendar.
Rates are per day of the rhythm, so that nothing is sold on a Sunday and the week's total stays the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.demo.arrays import Floats, Ints

DAY: Final = 86_400
WEEK: Final = 7 * DAY
MONDAY: Final = 4 * DAY
"""1970-01-05, a Monday: weeks are counted from here. Seconds since 1970 UTC, as everywhere in the demo."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The running total of the week's activity, in days: ``total`` (169,) goes from 0 to 7."""

    total: Floats

    def elapsed(self, at: Ints) -> Floats:
        """Days of the rhythm between the first Monday and each instant."""
        weeks, rest = np.divmod(at - MONDAY, WEEK)
        return 7.0 * weeks + np.interp(rest / 3600, np.arange(169), self.total)

    def instant(self, elapsed: Floats) -> Ints:
        """The instant at which so many days of the rhythm have elapsed."""
        weeks, rest = np.divmod(elapsed, 7.0)
        hours = np.interp(rest, self.total, np.arange(169))
        return (MONDAY + weeks * WEEK + np.rint(hours * 3600)).astype(np.int64)

    def share(self, start: Ints) -> Floats:
        """Days of the rhythm within the 24 hours after each start; 1 on average over a week."""
        return self.elapsed(start + DAY) - self.elapsed(start)

    def within(self, start: Ints, draw: Floats) -> Ints:
        """An instant strictly inside the 24 hours after each start, where ``draw`` in [0, 1) puts it."""
        at = self.instant(self.elapsed(start) + draw * self.share(start))
        return np.clip(at, start + 1, start + DAY - 1)

    def by_weekday(self, start: Ints) -> Floats:
        """Shares (7, n) of the first seven days after each start; the eighth day is the first again."""
        return np.stack([self.share(start + day * DAY) for day in range(7)])


def _rhythm(workday: Sequence[tuple[int, float]], weekend: float) -> Rhythm:
    """From (hours, activity) stretches that cover a working day, and the activity of a weekend beside it."""
    day = np.concatenate([np.full(hours, activity) for hours, activity in workday])
    week = np.concatenate([np.tile(day, 5), np.tile(day * weekend, 2)])
    total = np.concatenate([[0.0], np.cumsum(week)])
    return Rhythm(7.0 * total / total[-1])


WEB: Final = _rhythm([(6, 0.08), (2, 0.5), (4, 1.6), (1, 1.1), (5, 1.5), (4, 0.8), (2, 0.3)], weekend=0.3)
DESK: Final = _rhythm(
    [(8, 0.004), (1, 0.4), (3, 1.0), (1, 0.5), (4, 1.0), (1, 0.4), (6, 0.004)], weekend=0.01
)
