"""The task all contenders are given: 41 features of every lead at moments evenly spread over its life.

Of nine slots (all touches, and each of eight kinds) the touches in the last 1, 7, 30 and 90 days; then how
many touches ever, days since the last and the first, their intensity (a touch counts half after 14 days),
and the last week's touches less the weekly mean of the three before. A window is [as_of - length, as_of).
"""

from __future__ import annotations

import math
from typing import Final

MICROSECONDS: Final = 86_400_000_000
"""A day."""
LIFE: Final = 120
"""Days in which a lead's touches happen."""
DAYS: Final = (1, 7, 30, 90)
KINDS: Final = ("ad click", "call", "demo", "download", "form", "mail opened", "meeting", "visit")
SLOTS: Final = ("touch", *KINDS)
RATE: Final = math.log(2) / 14
"""Per day; how fast a touch's weight fades."""
COUNTS: Final = tuple(f"{slot} {days}d" for slot in SLOTS for days in DAYS)
COLUMNS: Final = (*COUNTS, "ever", "days since last", "days since first", "intensity", "trend")


def ages_of(moments: int) -> list[int]:
    """The ages in days at which each lead is looked at."""
    return [LIFE * (number + 1) // moments for number in range(moments)]
