"""What the CRM does not know, and the many ways it has of not saying so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.demo.arrays import Bools


class Blank(NamedTuple):
    """How often a field is empty, and what then stands in it."""

    share: float
    written: tuple[str, ...]


BLANKS: Final = {
    "industry": Blank(0.12, ("Select", "")),
    "country": Blank(0.03, ("",)),
    "employees": Blank(0.15, ("Select", "", "-")),
    "annual_revenue": Blank(0.30, ("", "N/A")),
    "financial_situation": Blank(0.25, ("", "-")),
    "technologies": Blank(0.22, ("",)),
    "job_title": Blank(0.08, ("", "-")),
    "years_in_company": Blank(0.18, ("", "N/A")),
}
CARELESS: Final = 2.0
"""Fields are empty so much more often where the lead came by a short form or a list."""


def with_blanks(rng: np.random.Generator, field: str, values: Sequence[str], careless: Bools) -> list[str]:
    """The values with some of them missing, as the field's form leaves them."""
    blank = BLANKS[field]
    empty = rng.random(len(values)) < blank.share * np.where(careless, CARELESS, 1.0)
    written = rng.integers(0, len(blank.written), len(values))
    return [
        blank.written[way] if gone else value
        for value, gone, way in zip(values, empty.tolist(), written.tolist(), strict=True)
    ]
