"""The tables behind the reliability and gains charts."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from models.metrics.ranked import BINS, Ranked
from models.metrics.ranking import captured

if TYPE_CHECKING:
    from models.rows import Bools, Floats

_Z: Final = 1.959963984540054
"""Half-width of a 95 % interval in standard deviations."""


class ReliabilityBin(NamedTuple):
    """A bin of the reliability table: what was promised, what came, and where the true rate may lie."""

    lowest: float
    highest: float
    mean_predicted: float
    observed: float
    observed_low: float
    observed_high: float
    weight: float
    rows: int


class Gains(NamedTuple):
    """Share of conversions found (``captured``) when working the top ``share`` of the list."""

    share: tuple[float, ...]
    captured: tuple[float, ...]


def wilson(rate: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a rate seen in ``n`` trials (Wilson 1927); inside [0, 1] and sound at 0 and 1.

    ``n`` must be positive; it need not be whole.
    """
    centre = (rate + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * sqrt(max(0.0, rate * (1 - rate)) / n + _Z**2 / (4 * n**2))
    return max(0.0, min(rate, centre - half)), min(1.0, max(rate, centre + half))


def reliability_table(
    y: Floats, p: Floats, weight: Floats | None = None, bins: int = BINS
) -> tuple[ReliabilityBin, ...]:
    """Predicted beside observed rates in up to ``bins`` bins of equal weight, from the lowest prediction.

    A bin's weight counts as its number of trials: with rows weighing one over their lead's number of rows
    that is at most the number of leads, so the interval is rather too wide than too narrow. Equal predictions
    share a bin; bins without weight are left out.
    """
    ranked = Ranked.of(y, p, weight, bins=bins)
    places = (ranked.bins == number for number in range(bins - 1, -1, -1))
    return tuple(_bin(ranked, here) for here in places if ranked.weight[here].sum() > 0)


def _bin(ranked: Ranked, here: Bools) -> ReliabilityBin:
    y, p, weight = ranked.y[here], ranked.p[here], ranked.weight[here]
    mass = float(weight.sum())
    observed = min(1.0, float(np.sum(weight * y)) / mass)
    low, high = wilson(observed, mass)
    return ReliabilityBin(
        float(p.min()), float(p.max()), float(np.sum(weight * p)) / mass, observed, low, high, mass, len(y)
    )


def gains_curve(y: Floats, p: Floats, weight: Floats | None = None, points: int = 101) -> Gains | None:
    """The gains curve at ``points`` equal steps from nobody to everybody; None with one outcome only."""
    ranked = Ranked.of(y, p, weight)
    if not ranked.has_both_outcomes:
        return None
    shares = np.linspace(0.0, 1.0, points)
    return Gains(tuple(shares.tolist()), tuple(captured(ranked, shares).tolist()))
