"""Capture at capacity: of those on the weekly lists that convert, how many stand where sales gets to?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from features.clock import WEEK
from models.metrics import Ranked
from models.metrics.ranking import captured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.rows import Floats, Ints, Rows

_DRAWS: Final = 200
_ENDS: Final = (0.025, 0.975)


class Weeks(NamedTuple):
    """Weeks from one instant on, while they begin before another; how many leads can be worked in each."""

    start: int
    end: int
    capacity: int


class _List(NamedTuple):
    """One week's list: its rows, their order, and the share of them that can be worked."""

    rows: Ints
    ranked: Ranked
    share: float


class _Captured(NamedTuple):
    """The share of conversions that was reached, and that which any order reaches on average."""

    value: float
    random: float


def capture_at_capacity(looks: Rows, p: Floats, weeks: Weeks) -> dict[str, Any] | None:
    """The share of conversions among the first of each week's list, as many as can be worked.

    A week's list holds every lead that was looked at in it, as it stood at its first look of the week: the
    new ones, and older ones that are still open.

    Args:
        looks: labelled rows, ascending by lead and instant.
        p: the forecasts [rows] that order the lists.
        weeks: the weeks, and how many leads can be worked in each.

    Returns:
        ``value`` and its ``interval`` over leads, ``random`` (what any order gives on average), ``weeks``
        and ``listed`` (leads a week); None where nobody on the lists converts.
    """
    lists = [_list(looks, p, rows, weeks.capacity) for rows in _rows(looks, weeks)]
    told = _captured(lists, looks.weight)
    if told is None:
        return None
    draws = [again.value for drawn in _drawn(looks) if (again := _captured(lists, drawn))]
    return {
        **told._asdict(),
        "interval": [float(end) for end in np.quantile(draws, _ENDS)] if draws else None,
        "weeks": len(lists),
        "listed": sum(one.rows.size for one in lists) / len(lists),
    }


def _rows(looks: Rows, weeks: Weeks) -> Iterator[Ints]:
    """The rows of each week's list, where there are any."""
    week = (looks.as_of - weeks.start) // WEEK
    for number in range(-(-(weeks.end - weeks.start) // WEEK)):
        inside = np.flatnonzero(week == number)
        if inside.size:
            yield inside[np.unique(looks.lead[inside], return_index=True)[1]]


def _list(looks: Rows, p: Floats, rows: Ints, capacity: int) -> _List:
    ranked = Ranked.of(looks.y[rows], p[rows], looks.weight[rows], looks.lead[rows])
    return _List(rows, ranked, min(1.0, capacity / rows.size))


def _captured(lists: list[_List], weight: Floats) -> _Captured | None:
    found = random = total = 0.0
    for rows, ranked, share in lists:
        now = ranked.reweighted(weight[rows])
        if now.positive > 0:
            found += float(captured(now, np.array([share]))[0]) * now.positive
            random += share * now.positive
            total += now.positive
    return _Captured(found / total, random / total) if total else None


def _drawn(looks: Rows) -> Iterator[Floats]:
    """The weights under draws of leads, each with all its weeks; the same draws for every forecast."""
    _, who = np.unique(looks.lead, return_inverse=True)
    leads = int(who.max()) + 1
    random = np.random.default_rng(0)
    for _ in range(_DRAWS):
        times = np.bincount(random.integers(0, leads, leads), minlength=leads).astype(np.float64)
        yield looks.weight * times[who]
