"""The catalog: every feature of a plan in order, and the one function that computes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from features.groups import account, calendar, engagement, outreach, prior, profile, stage
from features.view import View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.family import Family, Feature
    from features.plan import Plan
    from features.population import Moments, Population

GROUPS = (profile, engagement, outreach, stage, calendar, account, prior)


class Catalog:
    """The features of one plan.

    Attributes:
        features: in the order of the columns of ``compute``.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._families: list[Family] = [family for group in GROUPS for family in group.families(plan)]
        self.features: tuple[Feature, ...] = tuple(f for family in self._families for f in family.features)

    @property
    def names(self) -> tuple[str, ...]:
        """The features' names."""
        return tuple(feature.name for feature in self.features)

    def compute(self, population: Population, moments: Moments) -> NDArray[np.float32]:
        """The features at each moment; float32 [moments, features], NaN for unknown.

        Single precision is what is stored, trained on and served, so that all three see the same number.
        """
        view = View(self.plan, population, moments)
        out = np.empty((moments.lead.size, len(self.features)), dtype=np.float32)
        column = 0
        for family in self._families:
            width = len(family.features)
            values = family.compute(view)
            out[:, column : column + width] = values if values.ndim == 2 else values[:, None]
            column += width
        return out
