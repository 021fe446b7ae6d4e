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
    from models.rows import Floats, Ints, Matrix


class Effects(NamedTuple):
    """Accumulated effects; their mean over the leads is 0.

    Attributes:
        at: [edges], the values: the least known, then the largest of each bin.
        effect: [edges], log-odds.
        leads: [edges - 1], on how many each step rests.
    """

    at: Floats
    effect: Estimates
    leads: Ints


def accumulated(
    x: Matrix, column: int, bins: Bins, margin_of: Callable[[Matrix], Floats], draws: LeadDraws
) -> Effects | None:
    """The effects of a numeric column of ``x`` [n, f]; None where it has but one value.

    Args:
        bins: of the column's values; rows where it is unknown are left out.
        margin_of: log-odds [n] of rows [n, f].
        draws: of the same rows.
    """
    at = np.unique(np.append(bins.low[:1], bins.high))
    if at.size < 2:
        return None
    rows = np.flatnonzero(bins.place >= 0)
    value = x[rows, column].astype(np.float64)
    step = np.clip(np.searchsorted(at, value, side="left") - 1, 0, at.size - 2)
    ends: list[Floats] = []
    for edge in (at[step], at[step + 1]):
        moved = x.copy()
        moved[rows, column] = edge
        ends.append(margin_of(moved)[rows])
    inside = step[:, None] == np.arange(at.size - 1)
    change, here = np.zeros((x.shape[0], at.size - 1)), np.zeros((x.shape[0], at.size - 1))
    change[rows], here[rows] = inside * (ends[1] - ends[0])[:, None], inside
    part, whole = draws.by_lead(change), draws.by_lead(here)
    each = np.divide(part.sum(axis=0), whole.sum(axis=0), out=np.zeros(at.size - 1), where=whole.any(axis=0))
    mass = _mass(at, step, value, draws.weight[rows])
    drawn = np.nan_to_num(draws.drawn(part, whole))
    found = estimates(_centred(each[None], mass)[0], _centred(drawn, mass))
    return Effects(at, found, np.count_nonzero(whole, axis=0).astype(np.int64))


def _mass(at: Floats, step: Ints, value: Floats, weight: Floats) -> Floats:
    """How much of the rows' weight stands at each edge, shared between the two that a value lies between."""
    along = (value - at[step]) / (at[step + 1] - at[step])
    mass = np.bincount(step, weight * (1 - along), at.size) + np.bincount(step + 1, weight * along, at.size)
    return mass / weight.sum()


def _centred(each: Floats, mass: Floats) -> Floats:
    """Sums from the left [draws, edges] of effects [draws, steps], less their mean over the rows."""
    total = np.concatenate((np.zeros((each.shape[0], 1)), np.cumsum(each, axis=1)), axis=1)
    return total - (total * mass).sum(axis=1)[:, None]
