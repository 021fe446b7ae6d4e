"""The catalog: every feature of a plan in order, and the one function that computes them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from features.blocks import in_blocks
from features.groups import account, calendar, engagement, outreach, prior, profile, stage
from features.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from features.family import Family, Feature
    from features.plan import Plan
    from features.population import Moments, Population

GROUPS: Final = (profile, engagement, outreach, stage, calendar, account, prior)


class Catalog:
    """The features of one plan.

    Attributes:
        features: in the order of the columns of ``compute``.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._families: list[Family] = [family for group in GROUPS for family in group.families(plan)]
        self.features: tuple[Feature, ...] = tuple(
            _with_names_of_their_own(feature for family in self._families for feature in family.features)
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The features' names."""
        return tuple(feature.name for feature in self.features)

    def compute(self, population: Population, moments: Moments) -> NDArray[np.float32]:
        """The features at each moment; float32 [moments, features], NaN for unknown.

        Single precision is what is stored, trained on and served, so that all three see the same number.

        Raises:
            ValueError: the moments are not ascending by lead and instant.
        """
        return self.of(View(self.plan, population, moments))

    def of(self, view: View) -> NDArray[np.float32]:
        """As ``compute``; what the view worked out on the way, it keeps if the moments are few."""

        def fill(out: NDArray[np.float32], some: Moments) -> None:
            whole = some.lead.size == view.lead.size
            self._fill(out, view if whole else View(self.plan, view.population, some))

        return in_blocks(view.moments, len(self.features), fill)

    def _fill(self, out: NDArray[np.float32], view: View) -> None:
        column = 0
        for family in self._families:
            width = len(family.features)
            out[:, column : column + width] = family.compute(view)
            column += width


def _with_names_of_their_own(features: Iterable[Feature]) -> Iterator[Feature]:
    """An attribute may be called "age", or a kind of touch "(other)"; the later of two names its group."""
    taken: set[str] = set()
    for feature in features:
        name = feature.name
        while name in taken:
            name = f"{name} ({feature.group})"
        taken.add(name)
        yield replace(feature, name=name)
