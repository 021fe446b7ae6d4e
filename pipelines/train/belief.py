"""One round of learning: a plan, a dataset and a model per target, all from what was known by a date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from features.catalog import Catalog
from features.fit import fit_plan
from models.booster import BoosterSettings
from models.learn import Learned, learn_target
from models.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from features.agreement.values import Target
    from features.dataset import Dataset
    from features.plan import Plan
    from pipelines.train.material import Material

LEAST_POSITIVES: Final = 20
"""Fewer converted (or unconverted) leads than this teach a booster nothing that lasts."""


@dataclass(frozen=True, eq=False)
class Belief:
    """What was learnt, and from what.

    Attributes:
        plan, catalog: the features.
        dataset: every moment before the material's end, labelled as far as known by then.
        models: per target; a target with too few outcomes has none.
        trained_on: per target, which rows of the dataset it learnt from.
    """

    plan: Plan
    catalog: Catalog
    dataset: Dataset
    models: dict[Target, Learned]
    trained_on: dict[Target, NDArray[np.bool_]]

    def rows(self, target: Target, chosen: NDArray[np.bool_]) -> Rows:
        """The labelled rows among ``chosen``, all of the same weight.

        One over the lead's number of rows would look fairer and is wrong: a lead that closes early leaves few
        rows behind, so the weight of its first row would tell how the story went on, and the forecasts for
        young leads would come out far too low. Intervals are drawn over leads instead.
        """
        data = self.dataset
        at = chosen & ~np.isnan(data.y[target])
        return Rows(
            x=data.x[at],
            y=data.y[target][at],
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
    return Belief(plan, catalog, material.dataset(catalog), {}, {})


def learn(
    belief: Belief,
    allowed: dict[Target, NDArray[np.bool_]],
    horizons: dict[Target, int],
    seed: int,
    tick: Callable[[], None],
    *,
    settings: Mapping[Target, BoosterSettings] | None = None,
) -> Belief:
    """The belief with a model per target, learnt from the allowed rows.

    ``settings`` are those of a tuning, by target; a target without any has the defaults. ``seed`` is the
    agreement's in either case.
    """
    models: dict[Target, Learned] = {}
    trained_on: dict[Target, NDArray[np.bool_]] = {}
    for target, horizon in horizons.items():
        at = allowed[target] & ~np.isnan(belief.dataset.y[target])
        rows = belief.rows(target, at)
        if not enough(rows):
            continue
        created, account = belief.dataset.created[at], belief.dataset.account[at]
        own = replace((settings or {}).get(target, BoosterSettings()), seed=seed)
        models[target] = learn_target(rows, created, account, horizon, own, tick)
        trained_on[target] = at
    return Belief(belief.plan, belief.catalog, belief.dataset, models, trained_on)


def enough(rows: Rows) -> bool:
    """Whether both outcomes were seen in enough leads."""
    won = np.unique(rows.lead[rows.y == 1]).size
    lost = np.unique(rows.lead[rows.y == 0]).size
    return min(won, lost) >= LEAST_POSITIVES
