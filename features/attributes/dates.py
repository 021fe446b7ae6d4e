"""Dates as exports write them, read as instants."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from features import clock
from features.attributes.numbers import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable

_TIME: Final = (
    r"(?:(?:[T ]|,? +)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]{1,9}))?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|[+-][0-9]{2}:?(?:[0-9]{2})?)?)?"
)
_NAMES: Final = {
    name: place
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "jan feb mär apr mai jun jul aug sep okt nov dez",
    )
    for place, name in enumerate(names.split(), start=1)
}
_MONTH: Final = r"(?P<name>[^\W\d_]{3,9})\.?"
_FORMS: Final = tuple(
    re.compile(form + _TIME, re.IGNORECASE)
    for form in (
        r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})(?:[-/.](?P<day>[0-9]{1,2}))?",
        r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])",
        r"(?P<first>[0-9]{1,2})(?P<mark>[-/.])(?P<second_place>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})",
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\.?[ -]{_MONTH},?[ -](?P<year>[0-9]{{4}})",
        rf"{_MONTH} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})",
    )
)
_EARLIEST, _LATEST = 1901, 2199
"""Years outside are the sentinels of databases ("0001-01-01", "9999-12-31"), not dates."""


def date(text: str, *, day_first: bool = True, zone: str = "UTC") -> int | None:
    """The instant that ``text`` names, in microseconds since 1970 UTC; None where it is not a date.

    ``day_first`` decides what 03/04/2024 means; ``zone`` is where times without a zone were written.
    """
    found = _match(text)
    if found is None:
        return None
    named = found.groupdict()
    year, month, day = _calendar(named, day_first)
    if not (_EARLIEST <= year <= _LATEST):
        return None
    try:
        moment = datetime(
            year, month, day, _hour(named), int(named["minute"] or 0), int(named["second"] or 0)
        )
        micros = int((named["part"] or "0").ljust(6, "0")[:6])
        return clock.from_datetime(moment.replace(microsecond=micros, tzinfo=_offset(named["zone"], zone)))
    except ValueError:
        return None


def day_first_of(texts: Iterable[str], otherwise: bool = True) -> bool:
    """Whether a column writes the day before the month; ``otherwise`` where no text tells."""
    votes = 0
    for text in texts:
        found = _match(text)
        first = found.groupdict().get("first") if found else None
        if found and first:
            votes += (int(first) > 12) - (int(found["second_place"]) > 12)
    return otherwise if votes == 0 else votes > 0


def _match(text: str) -> re.Match[str] | None:
    text = text.strip()
    if not 6 <= len(text) <= LONGEST or not any(character in "0123456789" for character in text):
        return None
    return next((found for form in _FORMS if (found := form.fullmatch(text))), None)


def _calendar(named: dict[str, str | None], day_first: bool) -> tuple[int, int, int]:
    """Year, month and day; zero where one cannot be told, which no calendar accepts."""
    year = int(named["year"] or 0)
    first = named.get("first")
    if first is not None:
        places = (int(first), int(named["second_place"] or 0))
        day, month = places if _first_is_day(places, day_first) else places[::-1]
        return year + (0 if year > 99 else 2000 if year < 70 else 1900), month, day
    name = named.get("name")
    month = _NAMES.get(name[:3].lower(), 0) if name else int(named.get("month") or 0)
    return year, month, int(named.get("day") or 1)


def _first_is_day(places: tuple[int, int], day_first: bool) -> bool:
    """The order of the column, unless this very text can only be read the other way."""
    return places[0] > 12 or (day_first and places[1] <= 12)


def _hour(named: dict[str, str | None]) -> int:
    hour = int(named["hour"] or 0)
    half = (named["half"] or "").lower()[:1]
    return hour if not half else hour % 12 + (12 if half == "p" else 0)


def _offset(written: str | None, zone: str) -> tzinfo:
    if written is None:
        return _zone(zone)
    if written.upper() in ("Z", "UTC"):
        return UTC
    digits = written[1:].replace(":", "").ljust(4, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(size if written[0] == "+" else -size)


@cache
def _zone(name: str) -> tzinfo:
    return ZoneInfo(name)
