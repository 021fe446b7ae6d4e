"""Instants and durations: whole microseconds since 1970-01-01 UTC, everywhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

MICROSECOND: Final = 1
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY
NEVER: Final = -(2**62)
"""An instant before every other: nothing of the kind has happened yet."""

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


def instant(text: str) -> int:
    """The instant an ISO 8601 date or time names; without a zone it is read as UTC.

    Raises:
        ValueError: the text is not an ISO 8601 date or time.
    """
    moment = datetime.fromisoformat(text.strip())
    return from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def from_datetime(moment: datetime) -> int:
    """The instant of an aware datetime, exact to the microsecond."""
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds
