"""Job titles as people write them: the same role in several ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipelines.demo.market import FUNCTIONS, SENIORITIES

if TYPE_CHECKING:
    import numpy as np

    from pipelines.demo.arrays import Ints

CHIEFS: Final = {
    "Marketing": ("CMO", "Chief Marketing Officer", "Managing Director Marketing"),
    "Sales": ("CRO", "Chief Revenue Officer", "Founder & CEO"),
    "Operations": ("COO", "Chief Operating Officer", "Managing Director"),
    "IT": ("CIO", "Chief Information Officer", "Chief Digital Officer"),
    "Engineering": ("CTO", "Chief Technology Officer", "Co-Founder & CTO"),
    "Finance": ("CFO", "Chief Financial Officer", "Managing Director Finance"),
}
PATTERNS: Final = {
    "vice president": ("VP of {}", "VP {}", "Vice President, {}"),
    "head": ("Head of {}", "{} Lead", "head of {}"),
    "director": ("Director of {}", "{} Director", "Director, {}"),
    "manager": ("{} Manager", "Senior {} Manager", "Manager {}"),
    "specialist": ("{} Specialist", "{} Analyst", "{} Coordinator"),
    "student": ("{} Intern", "Working Student {}", "Student"),
}


def titles(rng: np.random.Generator, seniority: Ints, function: Ints) -> list[str]:
    """One title per lead, for positions in SENIORITIES and FUNCTIONS."""
    ways = rng.integers(0, 3, len(seniority))
    return [
        _title(SENIORITIES[level].name, FUNCTIONS[field].name, way)
        for level, field, way in zip(seniority.tolist(), function.tolist(), ways.tolist(), strict=True)
    ]


def _title(level: str, field: str, way: int) -> str:
    return CHIEFS[field][way] if level == "chief" else PATTERNS[level][way].format(field)
