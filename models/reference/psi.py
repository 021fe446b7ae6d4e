"""The population stability index, and how large it is when nothing has changed.

With shares a and b of the same B cells, PSI is the sum of (a - b) ln(a / b). If both are drawn from one
population, n and m rows, PSI / (1/n + 1/m) is about chi-square with B - 1 degrees of freedom (Yurdakul and
Naranjo, 2020). Rows of one lead or account, and months with a season of their own, are no such draws: they
make it larger by a factor, the *dispersion*, which the training's own months show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from models.rows import Floats

HALF: Final = 0.5
"""Added to each cell that is filled on either side, so that an empty one is no infinity."""


class Stability(NamedTuple):
    """An index, its degrees of freedom, and what it would be on average by the draw of rows alone."""

    value: float
    freedom: int
    usual: float


def stability(here: Floats, there: Floats) -> Stability:
    """The index between two rows of cell counts, each [cells]; cells empty on both sides do not count."""
    told = (here > 0) | (there > 0)
    a, b = here[told] + HALF, there[told] + HALF
    if a.size < 2 or not here.sum() or not there.sum():
        return Stability(0.0, 0, 0.0)
    a, b = a / a.sum(), b / b.sum()
    freedom = int(a.size) - 1
    usual = freedom * (1 / float(here.sum()) + 1 / float(there.sum()))
    return Stability(float(np.sum((a - b) * np.log(a / b))), freedom, usual)


def dispersion(pairs: list[tuple[Floats, Floats]]) -> float:
    """How many times larger than by the draw of rows alone the index is, on average; at least 1.

    Args:
        pairs: of each month, its cell counts and those of all other months.
    """
    found = [stability(here, there) for here, there in pairs]
    ratios = [one.value / one.usual for one in found if one.freedom]
    return max(1.0, float(np.mean(ratios))) if ratios else 1.0


def chance_of(found: Stability, spread: float, months: int) -> float:
    """The probability of an index as large without any change.

    Args:
        spread: the dispersion, itself estimated on so many ``months``.
    """
    if not found.freedom:
        return 1.0
    return float(
        stats.f.sf(found.value / found.usual / spread, found.freedom, max(1, months) * found.freedom)
    )
