"""Whether a part of the leads stands out further than the best part does when outcomes are dealt by chance.

All that a search tries, it tries again on the dealt outcomes, so that the number of its tries is accounted
for (Westfall and Young, 1993). A part that is far beyond the first deals, by the tail of the extreme value
distribution that they follow, needs no more of them.
"""

from __future__ import annotations

from math import exp, pi, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from models.personas.shuffle import dealt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.rows import Ints, Matrix

FIRST_LEVEL: Final = 0.01
"""The chance that leads who are all alike are cut at all."""
LEVEL: Final = 0.05
"""The chance of a persona too many, where there are some."""
DEALS: Final = 99
FIRST_DEALS: Final = 19
_FAR: Final = 0.0005
_EULER: Final = 0.5772156649


def by_chance(
    worth: float,
    best: Callable[[Matrix], float],
    excess: Matrix,
    of: Sequence[Ints],
    random: np.random.Generator,
    level: float,
) -> float:
    """The probability of a part worth as much among leads who are alike; deals end when it exceeds the level.

    Args:
        worth: the part's.
        best: the worth of the best part for some outcomes.
        excess: [leads, targets], see ``Followed.excess``.
        of: the leads by company; see ``companies``.
        random: deals.
        level: above it nobody asks how far.
    """
    seen: list[float] = []
    beaten = 0
    while len(seen) < DEALS:
        seen.append(best(excess[dealt(random, of, len(excess))]))
        beaten += seen[-1] >= worth
        if (1 + beaten) / (DEALS + 1) > level:
            return (1 + beaten) / (len(seen) + 1)
        if len(seen) == FIRST_DEALS and (far := _tail(worth, np.array(seen))) < _FAR:
            return far
    return (1 + beaten) / (DEALS + 1)


def _tail(worth: float, seen: np.ndarray) -> float:
    """The probability of more under the Gumbel distribution with the mean and spread of those seen."""
    scale = max(float(seen.std(ddof=1)), 1e-9) * sqrt(6) / pi
    beyond = (worth - float(seen.mean())) / scale + _EULER
    return -float(np.expm1(-exp(-max(beyond, -30.0))))
