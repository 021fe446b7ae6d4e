"""Attributes as columns to judge: as each lead had them when it was created, so far as that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from features import labels
from features.clock import DAY
from features.knowledge import tiers
from features.population import Moments
from features.view import View
from models.leakage import Column, Leads

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.agreement.values import Target
    from features.attributes import AttributePlan
    from features.history import Coded
    from features.plan import Plan
    from pipelines.train.material import Material


class Described(NamedTuple):
    """The columns of all leads, and what became of the leads for each target."""

    columns: tuple[Column, ...]
    leads: dict[Target, Leads]


def described(material: Material, plan: Plan) -> Described:
    """Every attribute of the plan; one with a dated history as it stood when the lead was created."""
    horizons = material.agreement.targets.horizons()
    values: dict[str, list[tuple[NDArray[np.bool_], NDArray[np.float64]]]] = {
        name: [] for name in plan.attributes
    }
    fates: dict[Target, list[tuple[NDArray[np.int64], NDArray[np.bool_]]]] = {
        target: [] for target in horizons
    }
    known = tiers(material.journey)
    for population in material.populations():
        births = Moments(np.arange(population.created.size, dtype=np.int64), population.created)
        view = View(plan, population, births)
        for name, attribute in plan.attributes.items():
            values[name].append(_values(attribute, view.text(name), population.created))
        for target in horizons:
            reached = labels.reached(population, target) < material.until
            fates[target].append((population.created, reached))
    columns = tuple(
        Column(
            name,
            known[name],
            np.concatenate([filled for filled, _ in parts]),
            np.concatenate([value for _, value in parts]),
            any(derived.categorical for derived in plan.attributes[name].columns[:1]),
        )
        for name, parts in values.items()
    )
    return Described(columns, {target: _leads(material, target, parts) for target, parts in fates.items()})


def _leads(
    material: Material, target: Target, parts: list[tuple[NDArray[np.int64], NDArray[np.bool_]]]
) -> Leads:
    created, reached = (np.concatenate(column) for column in zip(*parts, strict=True))
    horizon = material.agreement.targets.horizons()[target]
    return Leads(created, reached, created + horizon < material.until)


def _values(
    plan: AttributePlan, column: Coded, created: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Whether each lead's text says anything, and its first number; of a date, days from creation."""
    filled = np.array([plan.filled(text) for text in column.values] + [False])
    first = np.array([(*plan.parse(text), np.nan)[0] for text in (*column.values, None)])
    value = first[column.codes]
    if plan.columns and plan.columns[0].is_date:
        value = (value - created) / DAY
    return filled[column.codes], value
