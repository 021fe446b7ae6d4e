"""Two halves of the leads; those of one company are in the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.personas.shuffle import companies

if TYPE_CHECKING:
    from models.rows import Bools, Ints


def first_half(account: Ints, seed: int) -> Bools:
    """Whether each lead is in the half in which personas are sought; the other tells of them. [leads]"""
    random = np.random.default_rng(seed)
    chosen = np.zeros(account.size, dtype=bool)
    for members in companies(account):
        order = random.permutation(len(members))
        chosen[members[order[: (len(members) + int(random.integers(2))) // 2]].ravel()] = True
    return chosen
