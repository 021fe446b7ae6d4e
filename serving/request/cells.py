"""Values of a request, read as batch reads the cells of an export: the same text, the same instant."""

from __future__ import annotations

import contextlib
import math
import re
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from features import clock

BLANKS: Final = "\t\n\r \u00a0\ufeff"
_WANTED: Final = "an ISO 8601 time or a number of milliseconds since 1970 is expected"
_WHOLE: Final = 2**53
"""Below it, a float that is whole is the integer it was written as."""
_EPOCH: Final = re.compile(r"[0-9]{9,19}(\.[0-9]+)?")
_UNITS: Final = ((1e11, clock.SECOND), (1e14, clock.SECOND // 1000), (1e17, 1))
_EARLIEST: Final = clock.instant("1900-01-01")
_LATEST: Final = clock.instant("9999-01-01")


def text(value: Any) -> str | None:
    """A scalar as the text an export would hold; None where it is null or blank.

    Raises:
        ValueError: the value is a list, an object or no finite number.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip(BLANKS) or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    raise ValueError("a single value is expected, not a list or an object")


def listed(value: Any) -> str | None:
    """As ``text``, but a list of scalars is one text with semicolons between."""
    if not isinstance(value, list):
        return text(value)
    return ";".join(found for item in value if (found := text(item))) or None


def dated(value: Any) -> str | None:
    """As ``text``, but a number since 1970 is written as the time it means, which CRMs send for a date."""
    found = text(value)
    return clock.iso(instant(found)) if found and _EPOCH.fullmatch(found) else found


def instant(value: Any, zone: tzinfo = UTC) -> int:
    """The instant of an ISO 8601 text or of a number since 1970, in microseconds UTC.

    Numbers are seconds, milliseconds, microseconds or nanoseconds, told apart by their size; a time without a
    zone is read in ``zone``.

    Raises:
        ValueError: it is neither, or lies outside the years 1900 to 9998.
    """
    found = _instant(value, zone)
    if not _EARLIEST <= found < _LATEST:
        raise ValueError("the time lies outside the years 1900 to 9998")
    return found


def compared(name: str) -> str:
    """The name as names of columns are compared: without case, spaces, underscores or hyphens."""
    return "".join(letter for letter in name.lower() if letter not in " _-\t\u00a0\ufeff")


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError("a finite number is expected")
    return str(int(value)) if value.is_integer() and abs(value) < _WHOLE else repr(value)


def _instant(value: Any, zone: tzinfo) -> int:
    if isinstance(value, str):
        if value[4:5] == "-":  # as most are written
            with contextlib.suppress(ValueError):
                return clock.within(datetime.fromisoformat(value), zone)
        written = value.strip(BLANKS)
        if not _EPOCH.fullmatch(written):
            return _from_iso(written, zone)
        value = float(written) if "." in written else int(written)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(_WANTED)
    for limit, unit in _UNITS:
        if abs(value) < limit:
            return round(value * unit)
    return round(value / 1000) if abs(value) < 9e18 else _LATEST


def _from_iso(written: str, zone: tzinfo) -> int:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(_WANTED) from None  # its own message repeats what was sent
    return clock.within(moment, zone)
