"""Token buckets: so many at once, so many a second, in a table that strangers cannot make grow."""

from __future__ import annotations

import math
from collections import OrderedDict
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_BUCKETS: Final = 4_096
"""Who has not been heard of for longest is forgotten beyond it, and begins with a full bucket."""


class Rate(NamedTuple):
    """How much one bucket lets through.

    Attributes:
        burst: at once.
        per_second: thereafter.
    """

    burst: float
    per_second: float


class Buckets:
    """One bucket for each name, in the memory of this worker."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = monotonic, most: int = MOST_BUCKETS) -> None:
        self._rate = rate
        self._clock = clock
        self._most = most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> int:
        """Takes one. 0: there was one; else the whole seconds until there will be."""
        burst, per_second = self._rate
        now = self._clock()
        left, when = self._left.pop(name, (burst, now))
        left = min(burst, left + (now - when) * per_second)
        through = left > 1 - 1e-9  # who waited as long as told is not sent away for a rounding
        self._left[name] = (left - through, now)
        while len(self._left) > self._most:
            self._left.popitem(last=False)
        return 0 if through else max(1, math.ceil((1 - left) / per_second))

    def __len__(self) -> int:
        return len(self._left)
