"""Which rules say the same of leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from models.rows import Bools

SAME: Final = 0.6
"""A correlation from which two rules are said to say the same."""
_FEW: Final = 20


def overlaps(met: Bools, unknown: Bools) -> list[list[dict[str, Any]]]:
    """For each rule, every other one that is known of enough of the same leads, most alike first.

    ``phi`` is the correlation of the two outcomes, ``jaccard`` the share that meets both of those that meet
    either. Where one of them is met by all or by none there is nothing to correlate.

    Args:
        met, unknown: [leads, rules]
    """
    told: list[list[dict[str, Any]]] = []
    for one in range(met.shape[1]):
        found = [
            {"rule": other + 1, **pair}
            for other in range(met.shape[1])
            if other != one and (pair := _pair(met[:, [one, other]], unknown[:, [one, other]]))
        ]
        told.append(sorted(found, key=lambda pair: (-abs(pair["phi"]), pair["rule"])))
    return told


def _pair(met: Bools, unknown: Bools) -> dict[str, Any] | None:
    known = ~unknown.any(axis=1)
    a, b = met[known].astype(np.float64).T
    if a.size < _FEW or a.min() == a.max() or b.min() == b.max():
        return None
    phi = float(np.corrcoef(a, b)[0, 1])
    either = float(np.maximum(a, b).sum())
    return {"phi": phi, "jaccard": float((a * b).sum()) / either, "same": abs(phi) >= SAME}
