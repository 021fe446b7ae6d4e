"""Accumulated local effects: what a number does to a forecast, all else as it is (Apley & Zhu 2020).

Within each bin every row's forecast is made twice, with the bin's two ends in place of its value; the mean
difference is the bin's effect, and effects are added up from the left. Unlike partial dependence nothing is
asked of rows that do not exist: a lead moves no further than to the ends of its own bin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.drivers.draws import Estimates, estimates

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.drivers.bins import Bins
    from models.drivers.draws import LeadDraws
    from models.rows import Floats, Matrix


class Effects(NamedTuple):
    """Accumulated effects, their weighted mean over the rows being 0.

    Attributes:
        at: [edges], the values: the least known, then the largest of each bin.
        effect: [edges], log-odds.
    """

    at: Floats
    effect: Estimates


def accumulated(
    x: Matrix, column: int, bins: Bins, margin_of: Callable[[Matrix], Floats], draws: LeadDraws
) -> Effects | None:
    """The effects of a numeric column of ``x`` [n, f]; None with fewer than two bins.

    Args:
        bins: of the column's values; rows where it is unknown are left out.
        margin_of: log-odds of rows.
        draws: of the same rows.
    """
    count = bins.high.size
    if count < 2:
        return None
    at = np.append(bins.low[0], bins.high)
    rows = np.flatnonzero(bins.place >= 0)
    place = bins.place[rows]
    ends: list[Floats] = []
    for edge in (at[place], at[place + 1]):
        moved = x[rows]
        moved[:, column] = edge
        ends.append(margin_of(moved))
    inside = place[:, None] == np.arange(count)
    change = np.zeros((x.shape[0], count))
    here = np.zeros((x.shape[0], count))
    change[rows], here[rows] = inside * (ends[1] - ends[0])[:, None], inside
    part, whole = draws.by_lead(change), draws.by_lead(here)
    each = part.sum(axis=0) / whole.sum(axis=0)
    mass = whole.sum(axis=0) / whole.sum()
    drawn = np.nan_to_num(draws.drawn(part, whole))
    found = estimates(_centred(each[None], mass)[0], _centred(drawn, mass))
    return Effects(at, found)


def _centred(each: Floats, mass: Floats) -> Floats:
    """Sums from the left [draws, edges] of effects [draws, bins], less their mean over the bins."""
    total = np.concatenate((np.zeros((each.shape[0], 1)), np.cumsum(each, axis=1)), axis=1)
    middle = ((total[:, 1:] + total[:, :-1]) / 2 * mass).sum(axis=1)
    return total - middle[:, None]
