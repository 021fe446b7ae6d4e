"""Calendar: the lead's age, and when in the week it came.

The hour and weekday are those of the creation: the hour at which a score is asked for is the caller's
habit (training looks at round ages, a nightly batch at midnight), and would not mean the same in both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from features.clock import DAY, HOUR, words
from features.family import Family, Feature

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.plan import Plan
    from features.view import View

GROUP = "calendar"
_HOUR, _WEEKDAY = "hour of creation", "weekday of creation"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def families(plan: Plan) -> list[Family]:
    """The calendar features, in the plan's time zone."""
    del plan
    told = (
        Feature("age", GROUP, "age", lambda d: f"came in {words(d * DAY)} ago"),
        Feature(_HOUR, GROUP, _HOUR, lambda h: f"came in at {h:.0f}:00"),
        Feature(_WEEKDAY, GROUP, _WEEKDAY, lambda d: f"came in on a {_WEEKDAYS[int(d)]}"),
    )
    return [Family(told, _calendar)]


def _calendar(view: View) -> NDArray[np.float64]:
    locally = view.reading.created_locally[view.lead]
    values = np.empty((view.lead.size, 3))
    values[:, 0] = (view.as_of - view.population.created[view.lead]) / DAY
    values[:, 1] = locally // HOUR % 24
    values[:, 2] = (locally // DAY + 3) % 7  # 1970-01-01 was a Thursday
    return values
