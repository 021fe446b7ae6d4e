"""The array types and the categorical draw that the demo world shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def pick(rng: np.random.Generator, weights: Sequence[float] | Floats, size: int) -> Ints:
    """``size`` positions, each drawn with the given weights, which need not add up to one."""
    bounds = np.cumsum(np.asarray(weights, dtype=np.float64))
    return np.searchsorted(bounds[:-1], rng.random(size) * bounds[-1], side="right").astype(np.int64)


def pick_each(rng: np.random.Generator, weights: Floats) -> Ints:
    """One position per row of ``weights`` (rows, options), drawn with that row's own weights."""
    bounds = np.cumsum(weights, axis=1)
    return (rng.random(len(weights))[:, None] * bounds[:, -1:] >= bounds[:, :-1]).sum(axis=1).astype(np.int64)
