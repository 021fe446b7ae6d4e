"""Which of many comparisons stand when all are looked at together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

FALSE: Final = 0.05


def discoveries(chance: Sequence[float], false: float = FALSE) -> list[bool]:
    """Whether each comparison stands, such that about a share ``false`` of those standing are chance.

    Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, Journal of the Royal Statistical
    Society B 57 (1995).

    Args:
        chance: how often chance alone would show as much, by comparison.
        false: the share that may.
    """
    values = np.asarray(chance, dtype=np.float64)
    ordered = np.sort(values)
    passing = np.flatnonzero(ordered <= false * np.arange(1, values.size + 1) / max(values.size, 1))
    limit = ordered[passing[-1]] if passing.size else -1.0
    return [bool(value <= limit) for value in values]
