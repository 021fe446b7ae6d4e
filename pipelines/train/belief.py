"""What is believed at a date: a plan, a dataset, and a model per event, all from what was known by then."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from features.catalog import Catalog
from features.fit import fit_plan
from models.funnel import Funnel, funnel_of
from models.learn import leads_by_outcome
from models.rows import Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.agreement.model import Model
    from features.agreement.values import Target
    from features.dataset import Dataset
    from features.plan import Plan
    from models.learn import Learned
    from pipelines.train.material import Material

    Flags = NDArray[np.bool_]

LEAST_POSITIVES: Final = 20
"""Fewer converted (or unconverted) leads than this judge nothing."""


@dataclass(frozen=True, eq=False)
class Belief:
    """What was learnt, and from what.

    Attributes:
        plan, catalog: the features.
        dataset: every moment before the material's end, labelled as far as known by then.
        wanted: what the agreement says of the model.
        monotone: int [features], 1 or -1 where the agreement binds a feature.
        horizons: microseconds, of the targets that were learnt.
        models: per event; one without both outcomes has none.
        trained_on: per target, which rows of the dataset gave it labels.
    """

    plan: Plan
    catalog: Catalog
    dataset: Dataset
    wanted: Model
    monotone: tuple[int, ...]
    horizons: dict[Target, int]
    models: dict[str, Learned]
    trained_on: dict[Target, Flags]

    @cached_property
    def funnel(self) -> Funnel:
        """The forecasts of what was learnt."""
        return funnel_of({name: model.blend for name, model in self.models.items()}, self.horizons)

    def p(self, target: Target, at: Flags, data: Dataset | None = None) -> NDArray[np.float64]:
        """A target's probabilities at some rows of the dataset (or of another with the same features)."""
        data = data or self.dataset
        return self.funnel.p(target, data.x[at], {name: open_[at] for name, open_ in data.open.items()})

    def rows(self, target: Target, chosen: Flags) -> Rows:
        """The labelled rows among ``chosen``, all of the same weight.

        One over the lead's number of rows would look fairer and is wrong: a lead that closes early leaves few
        rows behind, so the weight of its first row would tell how the story went on, and the forecasts for
        young leads would come out far too low. Intervals are drawn over leads instead.
        """
        return self.labelled(self.dataset.y[target], chosen)

    def labelled(self, y: NDArray[np.float64], chosen: Flags) -> Rows:
        """The rows among ``chosen`` that ``y`` [rows] has an outcome for."""
        data = self.dataset
        at = chosen & ~np.isnan(y)
        return Rows(
            x=data.x[at],
            y=y[at],
            weight=np.ones(int(at.sum())),
            lead=data.lead[at],
            as_of=data.as_of[at],
            names=self.catalog.names,
            categorical=tuple(feature.categorical for feature in self.catalog.features),
        )


def prepare(material: Material, known_by: int) -> Belief:
    """The plan of what was known by ``known_by``, and the dataset of all moments; nothing learnt yet."""
    plan = fit_plan(material.populations, material.agreement, known_by)
    catalog = Catalog(plan)
    wanted = material.agreement.model
    return Belief(plan, catalog, material.dataset(catalog), wanted, _monotone(catalog, wanted), {}, {}, {})


def _monotone(catalog: Catalog, wanted: Model) -> tuple[int, ...]:
    """By feature: the direction the agreement binds the attribute to that it speaks of."""
    sign = {"up": 1, "down": -1}
    return tuple(
        sign[wanted.monotone[feature.theme]]
        if feature.group == "profile" and not feature.categorical and feature.theme in wanted.monotone
        else 0
        for feature in catalog.features
    )


def enough(rows: Rows) -> bool:
    """Whether both outcomes were seen in enough leads to judge by."""
    return min(leads_by_outcome(rows)) >= LEAST_POSITIVES
