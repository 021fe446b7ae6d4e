"""Instants and durations: whole microseconds since 1970-01-01 UTC, everywhere."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from features.errors import UsageError

if TYPE_CHECKING:
    from datetime import tzinfo

MICROSECOND: Final = 1
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY
REHEARSED: Final = "LEADCAST_NOW"
"""The variable that names another present."""

NEVER: Final = -(2**62)
"""An instant before every other: nothing of the kind has happened yet."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS: Final = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": WEEK}
_DURATION: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([smhdw])\s*")


def duration(text: str) -> int:
    """Microseconds in ``text``: a number and a unit, as in "3m", "12h", "30d", "2w".

    Raises:
        ValueError: the text is not a number followed by one of s, m, h, d, w.
    """
    found = _DURATION.fullmatch(text)
    if not found:
        raise ValueError(f'{text!r} is not a duration; write a number and a unit, as in "12h" or "30d"')
    return round(float(found[1]) * _UNITS[found[2]])


def words(microseconds: float) -> str:
    """The duration as a person says it: "3 minutes", "5 hours", "41 days"."""
    for size, one, many in ((DAY, "day", "days"), (HOUR, "hour", "hours"), (MINUTE, "minute", "minutes")):
        if abs(microseconds) >= size:
            count = round(microseconds / size)
            return f"{count} {one if abs(count) == 1 else many}"
    count = round(microseconds / SECOND)
    return f"{count} {'second' if abs(count) == 1 else 'seconds'}"


def iso(instant: int) -> str:
    """The instant as ISO 8601 in UTC, with as many decimals as it needs."""
    return datetime.fromtimestamp(instant // SECOND, UTC).replace(microsecond=instant % SECOND).isoformat()


def instant(text: str, zone: tzinfo = UTC) -> int:
    """The instant an ISO 8601 date or time names; without a zone of its own it is read in ``zone``.

    Raises:
        ValueError: the text is not an ISO 8601 date or time.
    """
    return within(datetime.fromisoformat(text.strip()), zone)


def within(moment: datetime, zone: tzinfo) -> int:
    """The instant of a datetime; a naive one is what a clock in ``zone`` shows.

    An hour that the clock shows twice is the later one; one that it skips is counted on from before it.
    """
    if moment.tzinfo:
        return from_datetime(moment)
    late = moment.replace(tzinfo=zone, fold=1)
    skipped = late.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment
    return from_datetime(late.replace(fold=0) if skipped else late)


def now() -> int:
    """This instant, or the one that LEADCAST_NOW names: so that other days can be rehearsed.

    Raises:
        UsageError: LEADCAST_NOW is no time.
    """
    if not (told := os.environ.get(REHEARSED)):
        return from_datetime(datetime.now(UTC))
    try:
        return instant(told)
    except ValueError as error:
        raise UsageError(f"{REHEARSED} is {told!r}, which is no time; write 2026-10-01T09:00Z") from error


def from_datetime(moment: datetime) -> int:
    """The instant of an aware datetime, exact to the microsecond."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds
