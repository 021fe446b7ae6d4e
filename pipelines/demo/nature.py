"""What decides a lead's speed on each of its days: fixed on arrival, known to the world alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pipelines.demo.desk import NEVER
from pipelines.demo.drivers import log_ratio
from pipelines.demo.moves import CALL_FADES, CALL_LASTS, CALL_LIFT, NEED, WARM
from pipelines.demo.rhythm import DAY, DESK, WEB

if TYPE_CHECKING:
    from pipelines.demo.arrays import Floats, Ints
    from pipelines.demo.moves import Move
    from pipelines.demo.people import People

ALL: Final = slice(None)


@dataclass(frozen=True, slots=True)
class Nature:
    """One row per lead. ``web`` and ``desk`` (7, n) are the rhythms' shares of its days, by day mod 7.

    ``mql``, ``sql`` and ``close`` multiply the moves' rates; ``warm`` (n, 2) are the daily chances to warm
    up; from the start of day ``first_called`` the call multiplies the rate of qualification by 1 + ``lift``.
    """

    web: Floats
    desk: Floats
    mql: Floats
    sql: Floats
    close: Floats
    warm: Floats
    first_called: Floats
    lift: Floats

    def of(self, rows: Ints) -> Nature:
        """The same for some of the leads."""
        return Nature(
            web=self.web[:, rows],
            desk=self.desk[:, rows],
            mql=self.mql[rows],
            sql=self.sql[rows],
            close=self.close[rows],
            warm=self.warm[rows],
            first_called=self.first_called[rows],
            lift=self.lift[rows],
        )

    def speed(self, move: Move, day: int, rows: Ints | slice = ALL) -> Floats:
        """What multiplies the move's rate for the leads ``rows`` on their day ``day`` (0 is the first)."""
        clock = self.web if move.clock == "web" else self.desk
        speed = clock[day % 7, rows]
        match move.push:
            case "none":
                return speed
            case "mql":
                return speed * self.mql[rows]
            case "close":
                return speed * self.close[rows]
            case "sql":
                since = day - self.first_called[rows]
                called = (since >= 0) & (since < CALL_LASTS)
                return speed * self.sql[rows] * (1 + self.lift[rows] * called)


def nature(leads: People, called_at: Ints) -> Nature:
    """The speeds of all leads, given when the desk will first call each (NEVER: not at all)."""
    sql = log_ratio(leads, "sql")
    wait = np.where(called_at == NEVER, np.inf, (called_at - leads.created) / DAY)
    return Nature(
        web=WEB.by_weekday(leads.created),
        desk=DESK.by_weekday(leads.created),
        mql=np.exp(0.25 * sql),
        sql=np.exp(sql),
        close=np.exp(log_ratio(leads, "close")),
        warm=np.minimum(0.5, np.exp(NEED * leads.need)[:, None] * np.array(WARM)),
        first_called=np.ceil(wait),
        lift=CALL_LIFT * np.exp(-wait / CALL_FADES),
    )
