"""Plain counts of some moments as rows: what the reference figures were computed from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.reference_split import plain_counts
from features.population import Moments
from models.rows import Rows

if TYPE_CHECKING:
    from benchmarks.contest.past import Past
    from features.agreement.values import Target
    from features.population import Population
    from models.rows import Bools


def plain_rows(split: Past, population: Population, target: Target, chosen: Bools) -> Rows:
    """The chosen labelled rows of a dataset of one shard, with plain counts for features."""
    data = split.prepared.dataset
    at = chosen & ~np.isnan(data.y[target])
    x = plain_counts(population, Moments(data.lead[at], data.as_of[at])).astype(np.float32)
    return Rows(
        x=x,
        y=data.y[target][at],
        weight=np.ones(len(x)),
        lead=data.lead[at],
        as_of=data.as_of[at],
        names=tuple(f"plain {column}" for column in range(x.shape[1])),
        categorical=(False,) * x.shape[1],
    )
