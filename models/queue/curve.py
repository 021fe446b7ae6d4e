"""What more, or less, capacity would be worth: expected conversions by the number of leads worked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from models.queue.queue import expectations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from features.agreement.values import Target
    from models.queue.candidate import Candidate
    from models.queue.counts import Expected
    from models.queue.terms import Terms

POINTS: Final = 24


class Point(NamedTuple):
    """What so many places bring."""

    capacity: int
    expected: Mapping[Target, Expected]


def curve(book: Sequence[Candidate], terms: Terms) -> tuple[Point, ...]:
    """Capacities from one lead to the whole book, closer together where more is to be gained.

    Args:
        book: the leads that may be worked, best first; all places go to the forecasts.
    """
    if not book:
        return ()
    sizes = {*np.geomspace(1, len(book), POINTS).round().astype(int).tolist(), len(book)}
    if terms.capacity is not None:
        sizes.add(min(terms.capacity, len(book)))
    return tuple(Point(size, expectations(book[:size], terms)) for size in sorted(sizes))


def next_worth(book: Sequence[Candidate], capacity: int, target: Target, count: int = 10) -> float:
    """The conversions expected of the next ``count`` leads below a capacity."""
    return float(sum(lead.chance(target) or 0.0 for lead in book[capacity : capacity + count]))
