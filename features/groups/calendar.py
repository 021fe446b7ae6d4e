"""Calendar: the lead's age, and when in the week it came.

The hour and weekday are those of the creation: the hour at which a score is asked for is the caller's
habit (training looks at round ages, a nightly batch at midnight), and would not mean the same in both.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from features.clock import DAY, HOUR, SECOND, words
from features.family import Family, single
from features.view import View, days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.plan import Plan

GROUP = "calendar"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def families(plan: Plan) -> list[Family]:
    """The calendar features, in the plan's time zone."""
    zone = ZoneInfo(plan.timezone)
    return [
        single("age", GROUP, _age, lambda d: f"came in {words(d * DAY)} ago"),
        single("hour of creation", GROUP, lambda v: _local(v, zone) // HOUR % 24, lambda h: f"came in at {h:.0f}:00"),
        single(
            "weekday of creation",
            GROUP,
            lambda v: (_local(v, zone) // DAY + 3) % 7,  # 1970-01-01 was a Thursday
            lambda d: f"came in on a {_WEEKDAYS[int(d)]}",
        ),
    ]


def _age(view: View) -> NDArray[np.float64]:
    return days(view.created, view.as_of, np.ones(view.lead.size, dtype=bool))


def _local(view: View, zone: ZoneInfo) -> NDArray[np.int64]:
    """Creation as microseconds on the local clock; zones change at whole quarter hours."""
    quarter = HOUR // 4
    slots, inverse = np.unique(view.created // quarter, return_inverse=True)
    offsets = np.array([_offset(int(slot) * quarter, zone) for slot in slots], dtype=np.int64)
    return view.created + offsets[inverse]


def _offset(instant: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(instant // SECOND, UTC).astimezone(zone).utcoffset()
    return round(offset.total_seconds()) * SECOND if offset else 0
