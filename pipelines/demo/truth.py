"""The true probabilities, computed from the world's own state and not fitted to what happened.

At the start of its day k a lead is wholly described by stage s and phase h: who it is, how its company needs,
the weekly rhythm of its days and the desk's plan are fixed on arrival (`nature`), touches only mirror the
phase and cause nothing, and leads do not act on each other after arrival. So each lead is a Markov chain
with known, day-dependent chances, and what will happen is independent of everything else in the files once
(s, h) is given. With r_m(k, h) the rate of move m on day k and R their sum over the moves that leave s,

    P(move m on day k)   = (1 - exp(-R)) r_m / R          (competing exponential rates within the day)
    P(no move on day k)  = exp(-R)
    P(h becomes h')      = T[h, h'], drawn at the end of the day, whatever the stage did.

Let V_k(s, h) be the chance to reach the goal by the end of day K, the horizon's last. Then V_{K+1} = 0,
V = 1 in the goal's stages, V = 0 in lost (and in won, were it not a goal), and

    V_k(s, h) = sum over m of P(m) W(target of m, h) + P(no move) W(s, h)
    W(s, h)   = sum over h' of T[h, h'] V_{k+1}(s, h').

This is the backward equation of the chain, exact to rounding. A moment at creation + k days falls exactly on
the start of day k, and its label's window (as_of, as_of + horizon] is exactly the days k .. k + horizon - 1.

The probability is given the *state*, which knows more than any file: a perfect model of the files has less
to go on and spreads its forecasts less, but in every group it can form, the mean of these numbers is what it
should forecast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pipelines.demo.moves import COOL, MOVES, MQL, NEW, OPPORTUNITY, SQL, WON

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipelines.demo.arrays import Floats
    from pipelines.demo.nature import Nature

HORIZONS: Final = {"sql": 30, "close": 90}
GOALS: Final = {"sql": frozenset({SQL, OPPORTUNITY, WON}), "close": frozenset({WON})}
STAGES: Final = 6
MOVES_FROM: Final = {
    stage: [move for move in MOVES if move.origin == stage] for stage in (NEW, MQL, SQL, OPPORTUNITY)
}


def chances(nature: Nature, day: int, horizon: int, goal: Collection[int]) -> Floats:
    """P(a stage of ``goal`` within ``horizon`` days from the start of ``day``), as (stage, phase, lead)."""
    value = np.zeros((STAGES, 3, len(nature.sql)))
    value[list(goal)] = 1.0
    for today in reversed(range(day, day + horizon)):
        value = _day_before(value, nature, today, goal)
    return value


def _day_before(value: Floats, nature: Nature, day: int, goal: Collection[int]) -> Floats:
    """One step of the backward equation."""
    after = _overnight(value, nature.warm)
    before = value.copy()
    for stage, moves in MOVES_FROM.items():
        if stage in goal:
            continue
        total, reached = np.zeros_like(value[0]), np.zeros_like(value[0])
        for move in moves:
            rate = np.array(move.daily)[:, None] * nature.speed(move, day)
            total += rate
            reached += rate * after[move.target]
        stays = np.exp(-total)
        before[stage] = (1 - stays) / total * reached + stays * after[stage]
    return before


def _overnight(value: Floats, warm: Floats) -> Floats:
    """W: the value before the night in which the phase may change; after an end nothing does."""
    after = value.copy()
    dormant, exploring, evaluating = value[:WON, 0], value[:WON, 1], value[:WON, 2]
    wakes, warms = warm[:, 0], warm[:, 1]
    fades, cools = COOL
    after[:WON, 0] += wakes * (exploring - dormant)
    after[:WON, 1] += warms * (evaluating - exploring) + fades * (dormant - exploring)
    after[:WON, 2] += cools * (exploring - evaluating)
    return after
