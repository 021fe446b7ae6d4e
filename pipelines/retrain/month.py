"""A calendar month, as clocks in the agreement's time zone show it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from features.clock import SECOND, within
from features.errors import UsageError

if TYPE_CHECKING:
    from datetime import tzinfo

_WRITTEN: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class Month(NamedTuple):
    """A month; they are ordered as time is."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> Self:
        """The month that is written as "2026-10".

        Raises:
            UsageError: it is written otherwise.
        """
        found = _WRITTEN.fullmatch(text.strip())
        if not found or int(found[1]) < 1970:
            raise UsageError(f"{text!r} is not a month; write one such as 2026-10")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, instant: int, zone: tzinfo) -> Self:
        """The month in which an instant lies."""
        shown = datetime.fromtimestamp(instant // SECOND, UTC).astimezone(zone)
        return cls(shown.year, shown.month)

    @property
    def before(self) -> Month:
        """The month before."""
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    @property
    def after(self) -> Month:
        """The next month."""
        return Month(self.year + (self.number == 12), self.number % 12 + 1)

    def begin(self, zone: tzinfo) -> int:
        """Its first instant."""
        return within(datetime(self.year, self.number, 1), zone)

    def end(self, zone: tzinfo) -> int:
        """The first instant that is no longer in it."""
        return self.after.begin(zone)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"
