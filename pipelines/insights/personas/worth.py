"""What some leads are worth: what those won paid, a win and a lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from models.rows import Bools, Floats, Ints

LEAST_WINS: Final = 5
_DRAWS: Final = 500


def worth(close: Floats, amount: Floats, seed: int) -> dict[str, Any] | None:
    """Mean amounts with 95 % intervals over leads drawn with replacement; None where no win has an amount.

    A win without an amount counts as the mean of those that have one.

    Args:
        close: whether each lead was won in time: 1, 0, or NaN where that is not known.
        amount: what it paid; NaN where it did not, or nobody wrote it down.
    """
    known = ~np.isnan(close)
    won = close[known] == 1
    paid = np.where(won, amount[known], np.nan)
    priced = int(np.sum(~np.isnan(paid)))
    if not priced:
        return None
    told: dict[str, Any] = {"leads": int(known.sum()), "wins": int(won.sum()), "priced": priced}
    if priced < LEAST_WINS:
        return {**told, "per_win": None, "per_lead": None}
    random = np.random.default_rng(seed)
    drawn = np.array([_means(won, paid, random.integers(0, won.size, won.size)) for _ in range(_DRAWS)])
    win, lead = _means(won, paid, np.arange(won.size))
    low, high = np.nanquantile(drawn, [0.025, 0.975], axis=0).tolist()
    return {
        **told,
        "per_win": {"value": win, "low": low[0], "high": high[0]},
        "per_lead": {"value": lead, "low": low[1], "high": high[1]},
    }


def _means(won: Bools, paid: Floats, rows: Ints) -> tuple[float, float]:
    """Of the leads drawn: paid a win, and paid a lead."""
    some = paid[rows]
    priced = ~np.isnan(some)
    if not priced.any():
        return float("nan"), 0.0
    win = float(some[priced].mean())
    return win, win * float(np.mean(won[rows]))
