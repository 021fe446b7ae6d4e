"""Whether a difference is beyond chance, when many are looked at at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr
from scipy.stats import fisher_exact

if TYPE_CHECKING:
    from models.rows import Bools, Floats

RATE: Final = 0.05
"""Of the differences that are called beyond chance, at most so many are false, on average."""
LEAST: Final = 5.0
"""Expected outcomes of either kind that the approximation of a trend needs."""


def discoveries(p: Floats, rate: float = RATE) -> Bools:
    """Which of many p-values [n] hold together (Benjamini & Hochberg 1995); NaN, no test, never does."""
    found = np.zeros(p.size, dtype=bool)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    holds = np.flatnonzero(p[order] <= rate * np.arange(1, order.size + 1) / max(order.size, 1))
    if holds.size:
        found[order[: holds[-1] + 1]] = True
    return found


def apart(converted: int, leads: int, others_converted: int, others: int) -> float:
    """The p-value of a group's rate against the rest's, by Fisher's exact test; NaN if one is empty."""
    if not leads or not others:
        return float("nan")
    table = [[converted, leads - converted], [others_converted, others - others_converted]]
    return float(np.asarray(fisher_exact(table))[1])


def trend(converted: Floats, leads: Floats) -> tuple[float, float]:
    """Whether a rate rises or falls over consecutive periods: the z of Cochran and Armitage, and its p-value.

    Args:
        converted: [periods].
        leads: [periods]; empty ones tell nothing.

    Returns:
        z above 0 rises; NaN for both where there is too little to say.
    """
    total, came = float(leads.sum()), float(converted.sum())
    nothing = (float("nan"), float("nan"))
    if min(came, total - came) < LEAST or np.count_nonzero(leads) < 2:
        return nothing
    rate = came / total
    when = np.arange(leads.size) - float((leads * np.arange(leads.size)).sum()) / total
    spread = rate * (1 - rate) * float((leads * when**2).sum())
    z = float((when * converted).sum()) / spread**0.5
    return z, float(2 * ndtr(-abs(z)))
