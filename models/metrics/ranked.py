"""Predictions sorted from the highest, with all that does not depend on the weights worked out once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from typing import Self

    from models.rows import Floats, Ints

BINS: Final = 10
"""Bins of equal weight for calibration: fewer hide the shape, more leave too few outcomes in each."""

_TINY: Final = float(np.finfo(np.float64).eps)
"""Predictions are kept this far from 0 and 1 in the log loss, or one sure mistake would be infinite."""


class Curve(NamedTuple):
    """Weight seen from the top down to the end of each run of equal predictions."""

    positive: Floats
    total: Floats


@dataclass(frozen=True, eq=False)
class Ranked:
    """Outcomes and predictions in falling order of prediction.

    ``order`` gives the original position of each row, ``ends`` the last place of each run of equal
    predictions, ``bins`` the calibration bin of each row, ``cell`` numbers its pair of bin and lead, and
    ``cell_bin`` is the bin of each such pair. A run of equal predictions is never split over two bins.
    """

    y: Floats
    p: Floats
    weight: Floats
    surprise: Floats
    order: Ints
    ends: Ints
    bins: Ints
    cell: Ints
    cell_bin: Ints

    @classmethod
    def of(
        cls, y: Floats, p: Floats, weight: Floats | None = None, lead: Ints | None = None, bins: int = BINS
    ) -> Self:
        """Sort predictions ``p`` of ``y``; without ``weight`` rows count alike, without ``lead`` each alone.

        Raises:
            ValueError: lengths differ, an outcome is not 0 or 1, a prediction is not in [0, 1], or a weight
                is negative or not finite.
        """
        weight = np.ones(len(y)) if weight is None else np.asarray(weight, np.float64)
        lead = np.arange(len(y)) if lead is None else lead
        y, p = np.asarray(y, np.float64), np.asarray(p, np.float64)
        _check(y, p, weight, lead)
        order = np.argsort(-p, kind="stable")
        y, p, weight, lead = y[order], p[order], weight[order], lead[order]
        ends = np.flatnonzero(np.append(p[1:] != p[:-1], len(p) > 0))
        bin_of_row = _bins(weight, ends, bins)
        _, who = np.unique(lead, return_inverse=True)
        pairs, cell = np.unique(who * bins + bin_of_row, return_inverse=True)
        safe = np.clip(p, _TINY, 1 - _TINY)
        surprise = -np.where(y == 1, np.log(safe), np.log1p(-safe))
        return cls(y, p, weight, surprise, order, ends, bin_of_row, cell, pairs % bins)

    def reweighted(self, weight: Floats) -> Self:
        """The same predictions under other weights, given in the original order; bins stay as they are."""
        return replace(self, weight=weight[self.order])

    @cached_property
    def curve(self) -> Curve:
        """Weight of positives and of all rows above and within each run of equal predictions."""
        return Curve(np.cumsum(self.weight * self.y)[self.ends], np.cumsum(self.weight)[self.ends])

    @cached_property
    def positive(self) -> float:
        """Weight of the rows whose outcome is 1."""
        return float(self.curve.positive[-1]) if len(self.ends) else 0.0

    @cached_property
    def total(self) -> float:
        """Weight of all rows."""
        return float(self.curve.total[-1]) if len(self.ends) else 0.0

    @cached_property
    def has_both_outcomes(self) -> bool:
        """Whether there is weight on either outcome, so that there is something to rank."""
        return bool(np.any(self.weight[self.y == 1] > 0) and np.any(self.weight[self.y == 0] > 0))


def _bins(weight: Floats, ends: Ints, bins: int) -> Ints:
    """The bin of each row: where the middle of its run of equal predictions lies in the total weight."""
    total = np.cumsum(weight)[ends]
    if not len(total) or total[-1] <= 0:
        return np.zeros(len(weight), np.int64)
    middle = (np.append(0.0, total[:-1]) + total) / 2
    rank = np.minimum((middle / total[-1] * bins).astype(np.int64), bins - 1)
    return np.repeat(rank, np.diff(ends, prepend=-1))


def _check(y: Floats, p: Floats, weight: Floats, lead: Ints) -> None:
    if not (len(y) == len(p) == len(weight) == len(lead)):
        raise ValueError(f"lengths differ: y {len(y)}, p {len(p)}, weight {len(weight)}, lead {len(lead)}")
    if not np.all((y == 0) | (y == 1)):
        raise ValueError("an outcome is neither 0 nor 1; moments without a label have no place in a metric")
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("a prediction is not between 0 and 1")
    if not np.all((weight >= 0) & np.isfinite(weight)):
        raise ValueError("a weight is negative or not finite")
