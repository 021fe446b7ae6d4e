"""How far some leads are from the rest of them, in standard errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.rows import Floats, Matrix


def evidence(sums: Floats, leads: Floats, excess: Matrix) -> Floats:
    """The sum over targets of the squared distance of a part's mean from everybody's, in standard errors.

    The part is as if drawn from all without replacement; without difference a target adds about one. A part
    that is empty, or everything, has no evidence.

    Args:
        sums: [..., targets], of the excess of each part.
        leads: [...], how many there are in each part.
        excess: [all leads, targets].
    """
    size = len(excess)
    every = excess.astype(np.float64)
    mean, variance = every.mean(axis=0), every.var(axis=0, ddof=1)
    spread = (leads * (1 - leads / size))[..., None] * variance
    apart = (sums - leads[..., None] * mean) ** 2
    return np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 0).sum(axis=-1)
