"""The companies people come from: what they are, what they run, and how much they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pipelines.demo.arrays import pick
from pipelines.demo.market import COUNTRIES, EMPLOYEES, FINANCES, INDUSTRIES, TECHNOLOGIES

if TYPE_CHECKING:
    from pipelines.demo.arrays import Bools, Floats, Ints

HEADS: Final = np.array([4, 25, 110, 320, 720, 2_300, 9_000])
"""A typical number of people in each band of EMPLOYEES, for revenue and the size of deals."""

LEADS_PER_COMPANY: Final = 1.7


@dataclass(frozen=True, slots=True)
class Companies:
    """One row per company: positions in the options of ``market``, and what nobody sees."""

    traits: dict[str, Ints]
    technologies: Bools
    revenue: Floats
    need: Floats
    weight: Floats


def companies(rng: np.random.Generator, leads: int) -> Companies:
    """Enough companies for so many leads; ``weight`` says how many people each one sends."""
    size = max(1, round(leads / LEADS_PER_COMPANY))
    tables = (
        ("industry", INDUSTRIES),
        ("country", COUNTRIES),
        ("employees", EMPLOYEES),
        ("financial_situation", FINANCES),
    )
    traits = {name: pick(rng, [option.share for option in table], size) for name, table in tables}
    heads = HEADS[traits["employees"]]
    return Companies(
        traits=traits,
        technologies=rng.random((size, len(TECHNOLOGIES))) < [option.share for option in TECHNOLOGIES],
        revenue=heads * 0.16 * rng.lognormal(0.0, 0.6, size),
        need=rng.standard_normal(size),
        weight=rng.gamma(0.7, 1.0, size) * heads**0.25,
    )
