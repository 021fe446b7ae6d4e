"""Means over leads, and how far they could have come out otherwise, had other leads come along.

Each lead weighs one, however many rows it has, and is drawn with all of them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from models.bootstrap import DRAWS, LEVEL, drawn_weights
from models.rows import weigh_leads_alike

if TYPE_CHECKING:
    from models.rows import Floats, Ints

_ENDS: Final = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)


class Estimates(NamedTuple):
    """Several numbers with their 95 % intervals; NaN where nothing is known. All [k]."""

    value: Floats
    low: Floats
    high: Floats


class LeadDraws:
    """Rows of some leads, and the leads drawn with replacement again and again.

    Attributes:
        place: int64 [rows], each row's lead, from 0.
        leads: how many there are.
        weight: [rows], one over the rows of the lead.
    """

    def __init__(self, lead: Ints, seed: int, draws: int = DRAWS) -> None:
        """``lead`` [rows] tells whose each row is; the draws depend on the number of leads and the seed."""
        names, place = np.unique(lead, return_inverse=True)
        self.place = place.astype(np.int64)
        self.leads = int(names.size)
        self.weight = weigh_leads_alike(lead)
        self._seed, self._draws = seed, draws

    @cached_property
    def times(self) -> Floats:
        """How often each lead was drawn [draws, leads]."""
        every = np.arange(self.leads)
        return np.array([*drawn_weights(np.ones(self.leads), every, self._draws, self._seed)])

    def by_lead(self, values: Floats) -> Floats:
        """The weighted sums over each lead's rows [leads, k] of ``values`` [rows, k]."""
        weighted = values * self.weight[:, None]
        sums = np.zeros((self.leads, values.shape[1]))
        for number, column in enumerate(weighted.T):
            sums[:, number] = np.bincount(self.place, column, self.leads)
        return sums

    def means(self, values: Floats) -> Estimates:
        """The means over leads of ``values`` [rows, k]."""
        return self.ratios(self.by_lead(values), np.ones((self.leads, 1)))

    def ratios(self, part: Floats, whole: Floats) -> Estimates:
        """Sums over leads of ``part`` [leads, k] by those of ``whole`` [leads, k or 1]."""
        return estimates(_over(part.sum(axis=0), whole.sum(axis=0)), self.drawn(part, whole))

    def drawn(self, part: Floats, whole: Floats) -> Floats:
        """The same ratios in each draw [draws, k]."""
        # no matrix product: its last bits depend on the number of processors
        above = np.einsum("dl,lk->dk", self.times, part, optimize=False)
        below = np.einsum("dl,lk->dk", self.times, whole, optimize=False)
        return _over(above, below)


def estimates(value: Floats, drawn: Floats) -> Estimates:
    """Values [k] with the middle 95 % of what was drawn [draws, k], draws that say nothing left out."""
    known = ~np.isnan(drawn).all(axis=0)
    low, high = np.full(value.shape, np.nan), np.full(value.shape, np.nan)
    if known.any():
        low[known], high[known] = np.nanquantile(drawn[:, known], _ENDS, axis=0)
    return Estimates(value, low, high)


def _over(above: Floats, below: Floats) -> Floats:
    below = np.broadcast_to(below, above.shape)
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
