"""Attributes as arrays, and what became of the leads they describe."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from features.knowledge import Tier
    from models.rows import Bools, Floats, Ints

LEVELS: Final = 12
"""A value is compared with another by at most so many levels."""


class Column(NamedTuple):
    """One attribute of every lead.

    name         what it is called
    tier         what is known of when its values came
    filled       [leads] whether the lead has it
    value        [leads] its number, or its code if categorical; read only where filled
    categorical  whether the order of values means nothing
    """

    name: str
    tier: Tier
    filled: Bools
    value: Floats
    categorical: bool


@dataclass(frozen=True, eq=False)
class Leads:
    """The leads of some columns, in any order.

    Attributes:
        created: int64 [leads], microseconds UTC.
        outcome: bool [leads], whether it has come by now.
        mature: bool [leads], whether the horizon has passed; the others are not compared by outcome.
    """

    created: Ints
    outcome: Bools
    mature: Bools

    @cached_property
    def order(self) -> Ints:
        """The leads from the oldest to the newest; [leads]."""
        return np.argsort(self.created, kind="stable")


def leveled(column: Column, most: int = LEVELS) -> Ints:
    """The value as one of a few levels [leads]: 0 not filled in, then categories or tenths of a number."""
    level = np.zeros(len(column.filled), np.int64)
    value = column.value[column.filled]
    if value.size == 0:
        return level
    codes, place, count = np.unique(value, return_inverse=True, return_counts=True)
    if column.categorical or len(codes) <= most:
        rank = np.empty(len(codes), np.int64)
        rank[np.argsort(-count, kind="stable")] = np.arange(len(codes))
        level[column.filled] = 1 + np.minimum(rank, most - 1)[place]
    else:
        edges = np.unique(np.nanquantile(value, np.arange(1, 10) / 10))
        level[column.filled] = 1 + np.searchsorted(edges, value, side="right")
    return level
