"""Does a channel fall behind the others, quarter by quarter, beyond chance?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from models.rows import Floats, Ints

QUARTERS: Final = 3
"""Fewer say nothing of a trend."""


def falling(outcomes: Ints, leads: Ints, others_outcomes: Ints, others: Ints) -> float | None:
    """How often chance alone would make a channel fall so far against the others; None if it cannot be told.

    Each quarter is a table of channel or others against outcome or none. Were the odds of the channel always
    the same multiple of the others', the tables would be as this multiple makes them; what is tested is
    whether early quarters have more outcomes than that and late ones fewer. A year in which all conversion
    falls is no fault of one channel, and does not show. N. Breslow and N. Day, Statistical Methods in Cancer
    Research 1, section 4.4 (1980), the test for trend.

    Args:
        outcomes, leads: of the channel, by quarter in the order of time. [quarters]
        others_outcomes, others: of all other channels. [quarters]
    """
    quarter = np.arange(leads.size, dtype=np.float64)
    total, all_outcomes = leads + others, outcomes + others_outcomes
    told = (leads > 0) & (others > 0) & (all_outcomes > 0) & (all_outcomes < total)
    if told.sum() < QUARTERS:
        return None
    a, n = outcomes[told].astype(np.float64), leads[told].astype(np.float64)
    k, size = all_outcomes[told].astype(np.float64), total[told].astype(np.float64)
    up, down = float(a @ ((size - n - k + a) / size)), float((n - a) @ ((k - a) / size))
    if up <= 0 or down <= 0:
        return None
    fitted = _fitted(n, k, size, up / down)
    cells = np.maximum(np.stack((fitted, n - fitted, k - fitted, size - n - k + fitted)), 1e-9)
    variance = 1.0 / (1.0 / cells).sum(axis=0)
    centred = quarter[told] - (variance @ quarter[told]) / variance.sum()
    spread = math.sqrt(float((centred**2) @ variance))
    if spread == 0:
        return None
    return 0.5 * math.erfc(-float(centred @ (a - fitted)) / spread / math.sqrt(2))


def _fitted(n: Floats, k: Floats, size: Floats, odds: float) -> Floats:
    """The outcomes of the channel in each quarter, were its odds always this multiple of the others'."""
    if abs(odds - 1) < 1e-9:
        return n * k / size
    linear = size - n - k + odds * (n + k)
    root = np.sqrt(linear**2 - 4 * (odds - 1) * odds * n * k)
    return (linear - root) / (2 * (odds - 1))
