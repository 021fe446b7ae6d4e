"""Columns that were filled in by the hand that filled in a proven leak.

Two honest fields may both say something of the outcome; once the outcome is given they have little left to
say of each other. A field that is filled in when a leak is, or says what the leak says, among leads of the
same outcome, was written with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from models.leakage.columns import Leads
    from models.rows import Bools, Floats, Ints

BOTH: Final = 200
"""Leads of an outcome that must have both fields."""

FEW: Final = 10
"""Leads of a level without which it is left out."""

EMPTIEST: Final = 0.05
"""Share of leads that must have a field, and that must lack it, for its gaps to mean anything."""

SAYS_NOTHING: Final = 0.05
"""Nats below which a field hardly varies, so that a share of what it says means nothing."""

SAME: Final = 0.99
"""Two fields filled in for the same leads, but for one in a hundred."""


def agreement_of_values(one: Ints, other: Ints, leads: Leads) -> float:
    """Share of what ``one`` says that ``other`` says too, among leads of one outcome having both; 0 to 1.

    Both are levels [leads], 0 where not filled in.
    """
    return _shared(one, other, leads.outcome, leads.mature & (one > 0) & (other > 0))


def agreement_of_filling(one: Ints, other: Ints, leads: Leads) -> float:
    """The same of their being filled in, among leads of one outcome."""
    return _shared((one > 0).astype(np.int64), (other > 0).astype(np.int64), leads.outcome, leads.mature)


def filled_together(one: Ints, other: Ints) -> bool:
    """Whether two fields, neither of them full nor empty, are filled in for the same leads."""
    filled = one > 0
    share = float(filled.mean())
    return EMPTIEST < share < 1 - EMPTIEST and float((filled == (other > 0)).mean()) >= SAME


def _shared(one: Ints, other: Ints, outcome: Bools, at: Bools) -> float:
    """Mutual information given the outcome over the entropy of ``one``; corrected for its sampling bias."""
    told = asked = 0.0
    for side in (outcome & at, ~outcome & at):
        table = _counts(one[side], other[side])
        size = float(table.sum())
        if size < BOTH or min(table.shape) < 2:
            continue
        joint = table / size
        alone = joint.sum(axis=1)
        if _entropy(alone) < SAYS_NOTHING:
            continue
        bias = (table.shape[0] - 1) * (table.shape[1] - 1) / (2 * size)  # Miller 1955
        told += size * max(0.0, _entropy(alone) + _entropy(joint.sum(axis=0)) - _entropy(joint) - bias)
        asked += size * _entropy(alone)
    return told / asked if asked > 0 else 0.0


def _counts(one: Ints, other: Ints) -> Floats:
    """How many leads have each pair of levels; rare levels left out."""
    if one.size == 0:
        return np.zeros((0, 0))
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1.0)
    table = table[table.sum(axis=1) >= FEW]
    return table[:, table.sum(axis=0) >= FEW]


def _entropy(shares: Floats) -> float:
    """In nats."""
    known = shares[shares > 0]
    return float(-(known * np.log(known)).sum())
