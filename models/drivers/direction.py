"""Which way a theme points: more of it, or which of its values, goes with a higher forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from models.drivers.kindred import spearman

if TYPE_CHECKING:
    from models.rows import Floats, Ints, Matrix

MONOTONE: Final = 0.6
"""|rho| between a value and what it adds, from which one direction is told."""
LEAST: Final = 20
"""Leads that a value needs to be named."""


def slope(values: Matrix, contribution: Floats) -> int:
    """1 where more adds more, -1 where more adds less, 0 where it is not that plain; unknown left out."""
    known = ~np.isnan(values)
    if np.count_nonzero(known) < LEAST:
        return 0
    rho = float(spearman(np.column_stack([values[known], contribution[known]]).astype(np.float32))[0, 1])
    return int(np.sign(rho)) if abs(rho) >= MONOTONE else 0


def extremes(
    codes: Matrix, contribution: Floats, lead: Ints, levels: tuple[str, ...]
) -> tuple[str, str] | None:
    """The levels that add most and least on average, of those that enough leads have; None if under two."""
    found: list[tuple[float, str]] = []
    for code in np.unique(codes[~np.isnan(codes)]).astype(int).tolist():
        here = codes == code
        if np.unique(lead[here]).size >= LEAST and code < len(levels):
            found.append((float(contribution[here].mean()), levels[code]))
    if len(found) < 2:
        return None
    found.sort()
    return found[-1][1], found[0][1]
