"""Calendar: the lead's age, and when in the week it came.

The hour and weekday are those of the creation: the hour at which a score is asked for is the caller's
habit (training looks at round ages, a nightly batch at midnight), and would not mean the same in both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from features.clock import DAY, HOUR, words
from features.family import Family, single
from features.view import View, days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.plan import Plan

GROUP = "calendar"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def families(plan: Plan) -> list[Family]:
    """The calendar features, in the plan's time zone."""
    del plan
    return [
        single("age", GROUP, _age, lambda d: f"came in {words(d * DAY)} ago"),
        single(
            "hour of creation", GROUP, lambda v: _local(v) // HOUR % 24, lambda h: f"came in at {h:.0f}:00"
        ),
        single(
            "weekday of creation",
            GROUP,
            lambda v: (_local(v) // DAY + 3) % 7,  # 1970-01-01 was a Thursday
            lambda d: f"came in on a {_WEEKDAYS[int(d)]}",
        ),
    ]


def _age(view: View) -> NDArray[np.float64]:
    return days(view.created, view.as_of, np.ones(view.lead.size, dtype=bool))


def _local(view: View) -> NDArray[np.int64]:
    return view.reading.created_locally[view.lead]
