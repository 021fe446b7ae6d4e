"""Does the forecast put those who convert above those who do not, and how high?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.metrics.ranked import Ranked
    from models.rows import Floats


def auc(ranked: Ranked) -> float | None:
    """Chance that a converting lead is ranked above one that does not; equal predictions count a half."""
    if not ranked.has_both_outcomes:
        return None
    positive, total = ranked.curve
    negative = total - positive
    above = np.append(0.0, positive[:-1])
    pairs = np.sum(np.diff(negative, prepend=0.0) * (above + positive) / 2)
    return min(1.0, float(pairs / (ranked.positive * negative[-1])))


def average_precision(ranked: Ranked) -> float | None:
    """Precision averaged over the positives as they come, going down the list one run of equals at a time."""
    if not ranked.has_both_outcomes:
        return None
    positive, total = ranked.curve
    precision = np.divide(positive, total, out=np.zeros_like(total), where=total > 0)
    return float(np.sum(np.diff(positive, prepend=0.0) * precision) / ranked.positive)


def captured(ranked: Ranked, shares: Floats) -> Floats:
    """Share of all positives within the top ``shares`` of the weight.

    Where the cut falls inside a run of equal predictions, the run gives the same share of its positives as
    of its weight: what drawing from it at random would give on average. Needs at least one positive.
    """
    positive, total = ranked.curve
    return np.interp(shares * ranked.total, np.append(0.0, total), np.append(0.0, positive)) / ranked.positive


def capture(ranked: Ranked, share: float) -> float | None:
    """Share of all positives within the top ``share`` of the list."""
    return float(captured(ranked, np.array([share]))[0]) if ranked.has_both_outcomes else None


def lift(ranked: Ranked, share: float) -> float | None:
    """How many times the average rate the top ``share`` of the list converts."""
    found = capture(ranked, share)
    return None if found is None else found / share
