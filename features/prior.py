"""Past conversion by category: target encoding that never looks ahead.

For every lead, at its creation, the outcome of its category is known once the horizon has passed. A prior
holds, per category and day, how many such outcomes were known by the start of that day and how many were
conversions; a moment reads the last day that began before it. The rate is shrunk towards the rate of all
categories by PRIOR_STRENGTH leads (Micci-Barreca, 2001, SIGKDD Explorations 3(1)) and told as a multiple of
it: a rate by itself would rise and fall with the seasons, and let a model tell last year from this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from features.clock import DAY
from features.history import History, starts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRIOR_STRENGTH: Final = 20.0
"""How many leads' worth of belief in the overall rate a category starts with."""


@dataclass(frozen=True)
class Prior:
    """Conversions of one target by the codes of one categorical column.

    Attributes:
        column: the categorical column's name.
        target: "sql" or "close".
        days: by code (the last key is all codes together), the starts of days on which outcomes were known.
        seen, converted: int64 [rows]; outcomes and conversions known by then, running within the key.
    """

    column: str
    target: str
    days: History
    seen: NDArray[np.int64]
    converted: NDArray[np.int64]

    def to_json(self) -> dict[str, Any]:
        """As plain lists and texts; days are numbers since 1970-01-01."""
        return {
            "column": self.column,
            "target": self.target,
            "starts": self.days.starts.tolist(),
            "days": (self.days.at // DAY).tolist(),
            "seen": self.seen.tolist(),
            "converted": self.converted.tolist(),
        }

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> Self:
        """The inverse of ``to_json``."""

        def ints(name: str) -> NDArray[np.int64]:
            return np.array(saved[name], dtype=np.int64)

        return cls(
            column=saved["column"],
            target=saved["target"],
            days=History(ints("starts"), ints("days") * DAY),
            seen=ints("seen"),
            converted=ints("converted"),
        )


def fit_prior(
    column: str,
    target: str,
    code: NDArray[np.int64],
    known_at: NDArray[np.int64],
    converted: NDArray[np.bool_],
    codes: int,
) -> Prior:
    """The prior of outcomes that became known at ``known_at``; all arguments [leads], codes below ``codes``.

    An outcome counts from the start of the day after it became known, so a day's total is never early.
    """
    day = known_at // DAY + 1
    inside = (code >= 0) & (code < codes)
    key = np.concatenate((code[inside], np.full(code.size, codes, dtype=np.int64)))
    when = np.concatenate((day[inside], day))
    hit = np.concatenate((converted[inside], converted)).astype(np.int64)
    order = np.lexsort((when, key))
    key, when, hit = key[order], when[order], hit[order]
    first = np.ones(key.size, dtype=bool)
    first[1:] = (key[1:] != key[:-1]) | (when[1:] != when[:-1])
    last = np.flatnonzero(np.concatenate((first[1:], [True]))) if key.size else np.empty(0, np.int64)
    begin = (
        np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))) if key.size else np.empty(0, np.int64)
    )
    base = np.repeat(begin, np.diff(np.concatenate((begin, [key.size]))))
    running = np.cumsum(hit)
    before = np.concatenate(([0], running))[base]
    seen = np.arange(1, key.size + 1) - base
    return Prior(
        column=column,
        target=target,
        days=History(starts_of(key[last], codes + 1), when[last] * DAY),
        seen=seen[last],
        converted=(running - before)[last],
    )
