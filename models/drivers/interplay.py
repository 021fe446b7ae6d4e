"""Whether what a feature adds depends on another one.

A feature's contributions differ among rows that have the same value of it: that is interaction, with
whatever else the trees looked at (in a sum of single effects every row of a bin would have the same). Its
strength with a partner is the share of that spread which the partner's own bins explain, within the feature's
bins, less what as many bins explain of mere noise (the adjustment of R squared).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from models.drivers.bins import Bins
    from models.rows import Floats, Ints

LEAST: Final = 0.1
"""The share of the spread that a partner must explain ..."""
MATTERS: Final = 0.02
"""... and the log-odds that it must move, for an interaction to be told of."""


def explained(contribution: Floats, own: Ints, other: Ints) -> tuple[float, float]:
    """The share of the spread within the bins ``own`` [n] that the bins ``other`` [n] explain, and its size.

    Returns:
        The share, at most 1 and below 0 where noise explains as much; and the standard deviation, in
        log-odds, of what is explained, 0 if it is nothing.
    """
    inner = contribution - _mean_by(contribution, own)
    cell = np.unique(own * (int(other.max()) + 2) + other, return_inverse=True)[1].astype(np.int64)
    left = inner - _mean_by(inner, cell)
    total = float((inner**2).sum())
    outer_free = contribution.size - np.unique(own).size
    free = contribution.size - np.unique(cell).size
    if total <= 1e-12 or free < 1:
        return 0.0, 0.0
    share = 1 - (float((left**2).sum()) / free) / (total / outer_free)
    return share, float(np.sqrt(max(share, 0.0) * total / contribution.size))


def partner(contribution: Floats, own: Bins, others: dict[int, Bins]) -> tuple[int, float] | None:
    """Which of the ``others``, by name, explains most, and how much; None if none does enough to matter."""
    best: tuple[int, float] | None = None
    for name, bins in others.items():
        share, size = explained(contribution, own.place, bins.place)
        if share >= LEAST and size >= MATTERS and (best is None or share > best[1]):
            best = (name, share)
    return best


def _mean_by(values: Floats, group: Ints) -> Floats:
    place = np.unique(group, return_inverse=True)[1]
    return (np.bincount(place, values) / np.bincount(place))[place]
