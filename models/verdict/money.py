"""What a lead, an SQL and a win cost, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from models.verdict.shrunk import Estimate

if TYPE_CHECKING:
    from models.rows import Floats

DRAWS: Final = 2000
LENT: Final = 10
"""Wins of all channels that stand beside a channel's own amounts: one large deal makes no channel rich."""
_MANY: Final = 1000


class Worth(NamedTuple):
    """What a win of a channel is worth.

    Attributes:
        estimate: the mean amount.
        draws: what it could as well be; [DRAWS].
    """

    estimate: Estimate
    draws: Floats


class Bill(NamedTuple):
    """What a channel costs and brings, in the currency; None where it cannot be told.

    Attributes:
        per_outcome: spend by outcome.
        value: what is expected of a lead.
        back: what is expected to come back of one spent; None where nothing was spent.
    """

    per_outcome: Estimate | None
    value: Estimate | None
    back: Estimate | None


def worth_of(amounts: Floats, every: Floats, level: float, seed: int) -> Worth | None:
    """What a win is worth; None without any amount.

    D. Rubin, The Bayesian bootstrap, Annals of Statistics 9 (1981).

    Args:
        amounts: of the channel's wins.
        every: of all wins.
        level: of the interval.
        seed: of the draws.
    """
    if not every.size:
        return None
    random = np.random.default_rng(seed)
    all_, own = _means(random, every), _means(random, amounts) if amounts.size else np.zeros(DRAWS)
    share = random.beta(amounts.size, LENT, DRAWS) if amounts.size else np.zeros(DRAWS)
    value = (amounts.sum() + LENT * every.mean()) / (amounts.size + LENT)
    drawn = share * own + (1 - share) * all_
    return Worth(_within(float(value), drawn, level), drawn)


def bill(
    rate: Estimate,
    beta: tuple[float, float],
    spend: float | None,
    leads: int,
    worth: Worth | None,
    level: float,
    seed: int,
) -> Bill:
    """What so many leads cost and bring.

    Args:
        rate: how many of them have the outcome.
        beta: what is believed of that rate.
        spend: for these leads; None where it is not known.
        leads: how many.
        worth: of an outcome; None where it is not known, or the outcome is no win.
        level: of the intervals.
        seed: of the draws.
    """
    each = None if spend is None or not leads else spend / leads
    cost = None if each is None else Estimate(each / rate.value, each / rate.high, each / rate.low)
    if worth is None:
        return Bill(cost, None, None)
    drawn = np.random.default_rng(seed).beta(*beta, DRAWS) * worth.draws
    value = _within(rate.value * worth.estimate.value, drawn, level)
    return Bill(cost, value, Estimate(*(side / each for side in value)) if each else None)


def _means(random: np.random.Generator, amounts: Floats) -> Floats:
    """What the mean of some amounts could as well be."""
    if amounts.size > _MANY:
        return random.normal(amounts.mean(), amounts.std() / np.sqrt(amounts.size), DRAWS)
    weight = random.exponential(1.0, (DRAWS, amounts.size))
    return weight @ amounts / weight.sum(axis=1)


def _within(value: float, drawn: Floats, level: float) -> Estimate:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(value, float(low), float(high))
