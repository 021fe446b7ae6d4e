"""The dates of a backtest: when a model is trained, and whose leads it is judged on."""

from __future__ import annotations

import calendar
import itertools
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from features.clock import MICROSECOND, SECOND, within
from features.errors import UsageError

if TYPE_CHECKING:
    from datetime import tzinfo

_EVERY: Final = re.compile(r"\s*([1-9]\d{0,3})\s*(d|w|mo)\s*")


class Period(NamedTuple):
    """A model is trained as of ``start`` and judged on the leads created in ``[start, end)``; instants."""

    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Every:
    """The length of a period in somebody's calendar: months, or a number of days."""

    months: int
    days: int
    zone: tzinfo = UTC

    @classmethod
    def of(cls, text: str, zone: tzinfo = UTC) -> Every:
        """The length in "1mo", "2w" or "10d".

        Raises:
            ValueError: the text is not a whole number followed by d, w or mo.
        """
        found = _EVERY.fullmatch(text)
        if not found:
            raise ValueError(f'{text!r} is not the length of a period; write "1mo", "2w" or "10d"')
        number = int(found[1])
        if found[2] == "mo":
            return cls(number, 0, zone)
        return cls(0, number * (7 if found[2] == "w" else 1), zone)

    def __str__(self) -> str:
        """As it is written."""
        if self.months:
            return f"{self.months}mo"
        return f"{self.days}d" if self.days % 7 else f"{self.days // 7}w"

    def after(self, start: int, times: int) -> int:
        """The instant ``times`` lengths after ``start``, at the same hour; a short month ends sooner."""
        date = self._local(start)
        if not self.months:
            return within(date + timedelta(days=times * self.days), self.zone)
        month = date.year * 12 + date.month - 1 + times * self.months
        year, month = month // 12, month % 12 + 1
        day = min(date.day, calendar.monthrange(year, month)[1])
        return within(date.replace(year=year, month=month, day=day), self.zone)

    def round_before(self, instant: int) -> int:
        """The last midnight until then; where periods are months, that of a month's first day."""
        date = self._local(instant).replace(hour=0, minute=0, second=0, microsecond=0)
        return within(date.replace(day=1) if self.months else date, self.zone)

    def day(self, instant: int) -> str:
        """The date of an instant, with the time of day where it is not midnight."""
        date = self._local(instant)
        return date.strftime("%Y-%m-%d" if (date.hour, date.minute) == (0, 0) else "%Y-%m-%dT%H%M")

    def periods(self, start: int, end: int) -> tuple[Period, ...]:
        """The whole periods from ``start`` that end by ``end``.

        Raises:
            UsageError: there is none.
        """
        edges = itertools.takewhile(
            lambda edge: edge <= end, (self.after(start, times) for times in itertools.count())
        )
        found = tuple(Period(self.day(left), left, right) for left, right in itertools.pairwise(edges))
        if not found:
            raise UsageError(
                f"no period of {self} fits between {self.day(start)} and {self.day(end)}; "
                "name other dates or a shorter --every"
            )
        return found

    def _local(self, instant: int) -> datetime:
        aware = datetime.fromtimestamp(instant // SECOND, self.zone)
        return aware.replace(microsecond=instant % SECOND // MICROSECOND, tzinfo=None)
