"""Counts and durations, in series that are fixed by what the service is, never by what it is asked."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: the upper ends of the bins of durations."""
EVENTS: Final = (
    "bundle_loaded",
    "bundle_refused",
    "fault",
    "ledger_failed",
    "ledger_restored",
    "shadow_ended",
    "shadow_failed",
    "shadow_loaded",
    "shadow_refused",
    "tokens_refused",
)
OUTCOMES: Final = ("scored", "unreadable", "failed", "dropped", "unkept")
"""What can become of a score of the shadow."""
STATUSES: Final = (200, 303, 400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 499, 500, 503)
OTHER: Final = "other"
"""Stands for what is none of those."""


class Meters:
    """The numbers of one worker since it started."""

    def __init__(self, operations: Iterable[str], scores: Iterable[str]) -> None:
        self._operations = frozenset(operations)
        self._statuses = {number: str(number) for number in STATUSES}
        self._scores = frozenset(scores)
        self._events = frozenset(EVENTS)
        self.requests: Counter[tuple[str, str]] = Counter()
        self.seconds: dict[str, float] = {}
        self.bins: dict[str, list[int]] = {}
        self.events: Counter[str] = Counter(dict.fromkeys(EVENTS, 0))
        self.scores: Counter[str] = Counter()
        self.shadow: Counter[str] = Counter(dict.fromkeys(OUTCOMES, 0))

    def request(self, operation: str, status: int, seconds: float) -> None:
        """One request that is over; of no operation, if its path or method is none of ours."""
        name = operation if operation in self._operations else OTHER
        self.requests[name, self._statuses.get(status, OTHER)] += 1
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds
        bins = self.bins.get(name)
        if bins is None:
            bins = self.bins[name] = [0] * (len(BOUNDS) + 1)
        bins[bisect_left(BOUNDS, seconds)] += 1

    def event(self, name: str) -> None:
        """One thing that happened."""
        self.events[name if name in self._events else OTHER] += 1

    def shadowed(self, outcome: str) -> None:
        """One lead that the shadow was to score too."""
        self.shadow[outcome if outcome in OUTCOMES else OTHER] += 1

    def score(self, status: str) -> None:
        """One lead that was scored, or had no score for a reason."""
        self.scores[status if status in self._scores else OTHER] += 1
