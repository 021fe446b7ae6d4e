"""The month or the day that a line of spend is for."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from features import clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

_MONTH: Final = re.compile(r"(\d{4})[-/.]?(\d{2})")
_TURNED: Final = re.compile(r"(\d{1,2})[-/.](\d{4})")
_DAY: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")

Days = tuple[date, date]
"""The first day of a period, and the first after it."""


def periods(texts: Sequence[str | None]) -> list[Days | None]:
    """The period each text names: "2026-03", "2026/03", "03/2026", or a day such as "2026-03-01".

    Where every text names the first of a month, as spreadsheets write months, each stands for its month.
    None where a text names no period.
    """
    found = [_period(text.strip()) if text else None for text in texts]
    days = {period[0] for period in found if period}
    if len(days) > 1 and all(day.day == 1 for day in days):
        return [_month(period[0].year, period[0].month) if period else None for period in found]
    return found


def instants(period: Days, zone: tzinfo) -> tuple[int, int]:
    """When a period begins and ends on the clock of ``zone``; microseconds UTC."""
    first, after = period
    return clock.instant(first.isoformat(), zone), clock.instant(after.isoformat(), zone)


def _period(text: str) -> Days | None:
    try:
        if found := _MONTH.fullmatch(text):
            return _month(int(found[1]), int(found[2]))
        if found := _TURNED.fullmatch(text):
            return _month(int(found[2]), int(found[1]))
        if found := _DAY.fullmatch(text):
            day = date(int(found[1]), int(found[2]), int(found[3]))
            return day, day + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return None


def _month(year: int, month: int) -> Days:
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
