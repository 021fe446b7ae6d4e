"""How much more often than usual a lead reached a target, in the time it has been watched.

Leads are followed for as long as the data go, so that what happens after a horizon counts too, and a young
lead counts for the little that is known of it: with N the Nelson-Aalen estimate of how often a usual lead
reaches the target in a time, the excess of a lead is 1 - N(time it took) where it did, and -N(time watched)
where it did not: the martingale residual (Therneau, Grambsch and Fleming, 1990). Lost leads are watched on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from models.rows import Bools, Floats, Ints, Matrix

_EXACT: Final = 2.0**23
"""Whole numbers up to twice this are exact as float32."""


@dataclass(frozen=True, eq=False)
class Followed:
    """What came of some leads.

    Attributes:
        after: [leads, targets], how long after its creation a lead reached a target; -1 where it has not.
        watched: [leads, targets], how long it has been watched; 0 where it was never at risk.
    """

    after: Ints
    watched: Ints

    def only(self, rows: Bools | Ints) -> Followed:
        """Some of the leads."""
        return Followed(self.after[rows], self.watched[rows])

    @property
    def reached(self) -> Bools:
        """[leads, targets]."""
        return (self.after >= 0) & (self.watched > 0)

    def excess(self) -> Matrix:
        """The excess of each lead in some unit: whole numbers, whose sums are exact on any machine.

        Returns:
            float32 [leads, targets].
        """
        columns = [
            _residuals(after, watched) for after, watched in zip(self.after.T, self.watched.T, strict=True)
        ]
        return np.column_stack(columns).astype(np.float32)


def _residuals(after: Ints, watched: Ints) -> Floats:
    at_risk, reached = watched > 0, (after >= 0) & (watched > 0)
    time = np.where(reached, np.minimum(after, watched), watched)
    ends = np.sort(time[at_risk])
    events, count = np.unique(time[reached], return_counts=True)
    left = ends.size - np.searchsorted(ends, events, side="left")
    usual = np.concatenate(([0.0], np.cumsum(count / np.maximum(1, left))))
    found = reached - usual[np.searchsorted(events, time, side="right")] * at_risk
    unit = 2.0 ** np.floor(np.log2(_EXACT / max(1.0, float(np.abs(found).sum()))))
    return np.asarray(np.round(found * unit), dtype=np.float64)
