"""What was spent on each channel, over the time for which its outcomes are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from features.clock import WEEK
from features.errors import SourceError
from features.spend import findings, read_spend
from features.spend.periods import instants

if TYPE_CHECKING:
    from pathlib import Path

    from models.rows import Bools, Floats, Ints
    from pipelines.insights.channels.arrived import Arrived

_EARLY: Final = WEEK
"""A month that began longer before the first lead is for leads that nobody exported."""


@dataclass(frozen=True, eq=False)
class Window:
    """A stretch of time and what was spent in it.

    Attributes:
        start, end: the first instant, and the first after it.
        spent: by the origin's channels, 0 for one of which there is no line. [channels]
        inside: whether a lead came in it. [leads]
    """

    start: int
    end: int
    spent: Floats
    inside: Bools


@dataclass(frozen=True, eq=False)
class Bought:
    """Lines of spend that can be counted.

    Attributes:
        channel: place among the origin's channels, -1 for one that no lead came by. [lines]
        start, end: of the line's month or day, microseconds. [lines]
        amount: [lines]
        strange: channels without leads.
    """

    created: Ints
    channels: int
    channel: Ints
    start: Ints
    end: Ints
    amount: Floats
    strange: tuple[str, ...]

    def until(self, end: int) -> Window | None:
        """The whole months or days of which leads came, that had ended by an instant; None without any."""
        used = (self.end <= end) & (self.start >= self.created.min() - _EARLY)
        if not used.any():
            return None
        start, last = int(self.start[used].min()), int(self.end[used].max())
        counted = used & (self.channel >= 0)
        spent = np.bincount(self.channel[counted], self.amount[counted], minlength=self.channels).astype(
            np.float64
        )
        inside = (self.created >= start) & (self.created < last)
        return Window(start, last, spent, inside)


def bought(of: Arrived, workspace: Path) -> Bought | tuple[str, ...]:
    """The agreed spend, or why it is not counted; no reason where none is agreed."""
    try:
        spend = read_spend(of.agreement, workspace)
    except SourceError as error:
        return (str(error),)
    if spend is None:
        return ()
    origin = of.origin
    wrong = [str(one) for one in findings(spend, origin.place) if one.severity == "error"]
    if wrong or not spend.channel:
        return tuple(wrong) or ("[channels] spend has no rows",)
    place = origin.place
    zone = of.agreement.zone
    periods = [instants(period, zone) for period in spend.period if period is not None]
    names = [name for name in spend.channel if name is not None]
    return Bought(
        created=of.created,
        channels=len(origin.names),
        channel=np.array([place.get(name.casefold(), -1) for name in names], dtype=np.int64),
        start=np.array([start for start, _ in periods], dtype=np.int64),
        end=np.array([end for _, end in periods], dtype=np.int64),
        amount=np.array([amount for amount in spend.amount if amount is not None]),
        strange=tuple(sorted({name for name in names if name.casefold() not in place})),
    )
