"""How far two ways to divide the same leads agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.rows import Bools, Ints


def rand_index(a: Ints, b: Ints) -> float:
    """The adjusted Rand index (Hubert and Arabie, 1985): 1 where both divide alike, about 0 by chance.

    Where neither divides at all, they agree: 1. Where only one does: 0.

    Args:
        a: [leads], a number a part.
        b: the same of the other.
    """
    both = np.unique(np.column_stack([a, b]), axis=0, return_counts=True)[1]
    together = _pairs(both)
    of_a, of_b = (_pairs(np.unique(part, return_counts=True)[1]) for part in (a, b))
    expected = of_a * of_b / max(1.0, _pairs(np.array([a.size])))
    most = (of_a + of_b) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def jaccard(a: Bools, b: Bools) -> float:
    """The share of the leads in either that are in both; 0 where nobody is in either."""
    either = int(np.sum(a | b))
    return int(np.sum(a & b)) / either if either else 0.0


def _pairs(counts: np.ndarray) -> float:
    return float(np.sum(counts.astype(np.float64) * (counts - 1)) / 2)
