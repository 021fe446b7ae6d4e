"""Do the probabilities mean what they say?"""

from __future__ import annotations

from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.metrics.ranked import Ranked
    from models.rows import Floats


def mean_observed(ranked: Ranked) -> float | None:
    """Weighted share of rows that converted."""
    return ranked.positive / ranked.total if ranked.total > 0 else None


def mean_predicted(ranked: Ranked) -> float | None:
    """Weighted mean of the predictions."""
    return _mean(ranked, ranked.p)


def log_loss(ranked: Ranked) -> float | None:
    """Mean of minus the logarithm (in nats) of the probability given to what happened."""
    return _mean(ranked, ranked.surprise)


def brier(ranked: Ranked) -> float | None:
    """Mean squared distance between prediction and outcome."""
    return _mean(ranked, (ranked.p - ranked.y) ** 2)


def calibration_ratio(ranked: Ranked) -> float | None:
    """Calibration in the large: mean prediction over observed rate; above 1 promises too much."""
    predicted = mean_predicted(ranked)
    return None if predicted is None or ranked.positive <= 0 else predicted * ranked.total / ranked.positive


def calibration_log_odds(ranked: Ranked) -> float | None:
    """Calibration in the large: log-odds of the mean prediction minus log-odds of the observed rate."""
    predicted, observed = mean_predicted(ranked), mean_observed(ranked)
    if predicted is None or observed is None or not ranked.has_both_outcomes or not 0 < predicted < 1:
        return None
    return log(predicted / (1 - predicted)) - log(observed / (1 - observed))


def calibration_error(ranked: Ranked) -> float | None:
    """Root mean squared gap between predicted and observed rate over bins of equal weight, without its bias.

    The plain gap is never zero: with 200 leads a bin, chance alone makes some 3 points, and a model that
    says little looks better than one that says much. So the variance of each bin's observed rate is taken off
    its squared gap, as in Kumar, Liang & Ma, "Verified uncertainty calibration", 2019 (after Bröcker 2012 and
    Ferro & Fricker 2012). Roelofs et al., "Mitigating bias in calibration error estimation", 2022, find this
    with bins of equal mass among the two least biased estimates. The variance is that of a ratio of sums over
    leads, since rows of one lead are not independent; with one row a lead it is theirs exactly.
    """
    if ranked.total <= 0:
        return None
    count = int(ranked.bins.max()) + 1
    mass = np.bincount(ranked.bins, ranked.weight, count)
    filled = np.where(mass > 0, mass, 1.0)
    observed = np.bincount(ranked.bins, ranked.weight * ranked.y, count) / filled
    predicted = np.bincount(ranked.bins, ranked.weight * ranked.p, count) / filled
    squares = (observed - predicted) ** 2 - _variance(ranked, observed, filled)
    return sqrt(max(0.0, float(np.sum(mass * squares)) / ranked.total))


def _variance(ranked: Ranked, observed: Floats, mass: Floats) -> Floats:
    """Sampling variance of each bin's observed rate, leads being sampled; 0 where one lead is alone."""
    residual = ranked.weight * (ranked.y - observed[ranked.bins])
    by_lead = np.bincount(ranked.cell, residual, len(ranked.cell_bin))
    present = np.bincount(ranked.cell, ranked.weight, len(ranked.cell_bin)) > 0
    leads = np.bincount(ranked.cell_bin, present, len(mass))
    spread = np.bincount(ranked.cell_bin, by_lead**2, len(mass)) / mass**2
    return np.where(leads > 1, spread * leads / np.maximum(leads - 1, 1), 0.0)


def _mean(ranked: Ranked, values: Floats) -> float | None:
    return float(np.sum(ranked.weight * values)) / ranked.total if ranked.total > 0 else None
