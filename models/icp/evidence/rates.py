"""A share with its interval, and a ratio of shares drawn towards one where little is known."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from models.metrics import wilson

if TYPE_CHECKING:
    from models.rows import Floats, Ints

Z: Final = 1.959964
"""Of a 95 % interval."""
USUAL: Final = 0.7
"""Spread of log ratios between groups of leads: most lie between a quarter and four."""


class Rate(NamedTuple):
    """The share of leads with the outcome; ``leads`` and ``outcomes`` are counts, or sums of weights."""

    leads: float
    outcomes: float
    rate: float | None
    low: float | None
    high: float | None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {**self._asdict(), "leads": round(self.leads, 6), "outcomes": round(self.outcomes, 6)}


class Ratio(NamedTuple):
    """How many times as often, with a 95 % interval. [shrunk]"""

    value: float
    low: float
    high: float

    @property
    def separates(self) -> bool:
        """Whether the interval leaves out one."""
        return self.low > 1 or self.high < 1

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return dict(self._asdict())


def rate(y: Floats, cluster: Ints, weight: Floats | None = None) -> Rate:
    """The share and its Wilson interval, by as many leads as the accounts leave independent.

    Args:
        y: 0 or 1. [n]
        cluster: the account of each row. [n]
        weight: those of one lead sum to one; default: each row is a lead. [n]
    """
    w = np.ones(y.size) if weight is None else weight
    leads, outcomes = float(w.sum()), float((w * y).sum())
    if leads <= 0:
        return Rate(0.0, 0.0, None, None, None)
    share = outcomes / leads
    _, place = np.unique(cluster, return_inverse=True)
    variance = float((np.bincount(place, w * (y - share)) ** 2).sum()) / leads**2
    alone = share * (1 - share)
    worth = min(leads, alone / variance) if variance > 0 and alone > 0 else leads
    return Rate(leads, outcomes, share, *wilson(share, worth))


def ratio(log_ratio: float, error: float) -> Ratio:
    """A log ratio and its standard error as what to believe, given how much groups usually differ."""
    held, narrow = shrunk(log_ratio, error)
    return Ratio(math.exp(held), math.exp(held - Z * narrow), math.exp(held + Z * narrow))


def shrunk(log_ratio: float, error: float, usual: float = USUAL) -> tuple[float, float]:
    """A log ratio and its error, drawn towards none by what is usual."""
    kept = usual**2 / (usual**2 + error**2)
    return log_ratio * kept, error * math.sqrt(kept)
