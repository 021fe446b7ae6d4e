"""How much more often leads convert after seeing something than leads like them that had not seen it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from models.bootstrap import LEVEL, Interval
from models.matching.risk_sets import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.rows import Bools, Floats, Ints

DRAWS: Final = 400
_AT_ONCE: Final = 50
LEAST_CASES: Final = 50
LEAST_OUTCOMES: Final = 20
"""Outcomes among cases and their controls together, below which nothing is said."""


class Comparison(NamedTuple):
    """Cases against their controls; the numbers are None where there are too few.

    Attributes:
        cases: with at least one control.
        controls: different leads among these.
        outcomes: of cases and of controls, each lead and moment once.
        rate, matched: the share with the outcome; of the controls, each case's together weigh one.
        difference: of the two shares, and its interval.
        ratio: likewise; None too where no control has the outcome.
        chance: how often chance alone would show such a difference, about.
    """

    cases: int
    controls: int
    outcomes: tuple[int, int]
    rate: float | None = None
    matched: float | None = None
    difference: float | None = None
    difference_interval: Interval | None = None
    ratio: float | None = None
    ratio_interval: Interval | None = None
    chance: float | None = None


def compare(
    lead: Ints, outcome: Floats, control: Ints, controls_outcome: Floats, seed: int, level: float = LEVEL
) -> Comparison:
    """Compares cases with their controls.

    Leads are drawn with replacement. A case counts as often as its lead was drawn, and among its controls
    each as often as its own, so that leads that serve many cases carry their chance to all of them: A. Owen,
    The pigeonhole bootstrap, Annals of Applied Statistics 1 (2007); the interval is rather too wide than too
    narrow. Who is compared with whom is not chosen again.

    Args:
        lead: [cases].
        outcome: 0 or 1; [cases].
        control: [cases, controls], NOBODY where there is none.
        controls_outcome: [cases, controls]; anything where there is none.
        seed: of the draws.
        level: of the intervals.
    """
    used = (control != NOBODY).any(axis=1)
    lead, outcome, control, controls_outcome = (
        lead[used],
        outcome[used],
        control[used],
        controls_outcome[used],
    )
    there = control != NOBODY
    y = np.where(there, controls_outcome, 0.0)
    pairs = np.unique(np.stack((control[there], y[there].astype(np.int64))), axis=1)
    few = Comparison(lead.size, np.unique(control[there]).size, (int(outcome.sum()), int(pairs[1].sum())))
    if few.cases < LEAST_CASES or sum(few.outcomes) < LEAST_OUTCOMES:
        return few
    case, other = (float(side) for side in _rates(outcome, y, np.ones((1, lead.size)), there[None] * 1.0)[0])
    drawn = np.concatenate([_rates(outcome, y, *weights) for weights in _drawn(lead, control, there, seed)])
    apart = drawn[:, 0] - drawn[:, 1]
    spread = float(np.std(apart))
    return few._replace(
        rate=case,
        matched=other,
        difference=case - other,
        difference_interval=_middle(apart, level),
        ratio=case / other if other else None,
        ratio_interval=_middle(drawn[:, 0] / drawn[:, 1], level) if (drawn[:, 1] > 0).all() else None,
        chance=math.erfc(abs(case - other) / spread / math.sqrt(2)) if spread else 1.0,
    )


def _rates(outcome: Floats, y: Floats, case: Floats, control: Floats) -> Floats:
    """Of cases and of controls in each draw; a case none of whose controls was drawn is left out of both.

    Args:
        case, control: how often each counts; [draws, cases] and [draws, cases, controls].

    Returns:
        [draws, 2].
    """
    together = control.sum(axis=2)
    weight = np.where(together > 0, case, 0.0)
    share = np.einsum("dck,ck->dc", control, y) / np.where(together > 0, together, 1.0)
    return np.stack((weight @ outcome, (weight * share).sum(axis=1)), axis=1) / weight.sum(axis=1)[:, None]


def _drawn(lead: Ints, control: Ints, there: Bools, seed: int) -> Iterator[tuple[Floats, Floats]]:
    """For some draws at a time, how often each case and each control counts."""
    leads, place = np.unique(np.concatenate((lead, control.ravel())), return_inverse=True)
    mine, theirs = place[: lead.size], place[lead.size :].reshape(control.shape)
    random = np.random.default_rng(seed)
    first = np.arange(_AT_ONCE)[:, None] * leads.size
    for _ in range(DRAWS // _AT_ONCE):
        chosen = random.integers(0, leads.size, (_AT_ONCE, leads.size)) + first
        counts = np.bincount(chosen.ravel(), minlength=_AT_ONCE * leads.size)
        times = counts.reshape(_AT_ONCE, leads.size).astype(np.float64)
        yield times[:, mine], times[:, theirs] * there


def _middle(values: Floats, level: float) -> Interval:
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))
