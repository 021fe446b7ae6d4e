"""Champion and challenger on the same moments of one target."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from features.clock import WEEK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.rows import Floats, Ints
    from pipelines.gate.judged import Looks

_MONDAY = 4 * 86_400_000_000
"""1970-01-01 was a Thursday; weeks begin four days later."""


class Pair(NamedTuple):
    """What two bundles said of the same moments, and what came; all [n].

    Attributes:
        lead: one number a lead.
        week: one number a week, from Monday to Sunday UTC.
        y: 1.0 where the outcome came in time, else 0.0.
        ours: the challenger's probabilities.
        theirs: the champion's.
        segments: by grouping, each moment's group.
    """

    lead: Ints
    week: Ints
    y: Floats
    weight: Floats
    ours: Floats
    theirs: Floats
    segments: Mapping[str, tuple[str, ...]]

    @property
    def leads(self) -> int:
        """How many leads there are."""
        return int(np.unique(self.lead).size)

    def by_outcome(self) -> tuple[int, int]:
        """How many leads were seen with the outcome, and how many without."""
        return tuple(int(np.unique(self.lead[self.y == outcome]).size) for outcome in (1, 0))  # type: ignore[return-value]


def pair_of(looks: Looks, theirs: Floats) -> Pair:
    """The looks as numbers, beside the champion's probabilities [n] of them."""
    _, lead = np.unique(np.array(looks.lead_id, dtype=str), return_inverse=True)
    return Pair(
        lead.astype(np.int64),
        (looks.as_of - _MONDAY) // WEEK,
        looks.y,
        looks.weight,
        looks.p,
        theirs,
        looks.segments,
    )
