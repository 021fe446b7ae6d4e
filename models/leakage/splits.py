"""Two ways to hold leads back: the newest, as production does, and some at random, as one should not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from models.leakage.columns import Leads
    from models.rows import Bools, Ints

HELD_BACK: Final = 0.3
MOST: Final = 12_000
"""So many leads, the newest, show what is to be shown."""

LEAST: Final = 10
"""Leads of either outcome on both sides, without which nothing is."""


class Split(NamedTuple):
    """Positions of the leads that teach and of those that test."""

    train: Ints
    test: Ints

    def tells(self, outcome: Bools) -> bool:
        """Whether both sides saw both outcomes."""
        sides = (outcome[self.train], outcome[self.test])
        return all(min(int(side.sum()), int((~side).sum())) >= LEAST for side in sides)


def in_time(leads: Leads, horizon: int) -> Split:
    """The newest mature leads test; those whose horizon had passed before the first of them teach."""
    order = _mature(leads)
    test = order[int((1 - HELD_BACK) * order.size) :]
    if test.size == 0:
        return Split(order, test)
    train = order[leads.created[order] + horizon < leads.created[test[0]]]
    return Split(train, test)


def at_random(leads: Leads, like: Split, seed: int) -> Split:
    """As many of the same leads on either side, drawn by lot."""
    drawn = np.random.default_rng(seed).permutation(_mature(leads))
    return Split(drawn[like.test.size :][: like.train.size], drawn[: like.test.size])


def _mature(leads: Leads) -> Ints:
    """The newest mature leads, the oldest first."""
    return leads.order[leads.mature[leads.order]][-MOST:]
