"""The leakage gate: refuses columns that know the outcome, unless the agreement trusts or excludes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from features import labels
from features.attributes import infer
from features.errors import LeakageError
from models.leakage import Verdict, judge

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.attributes import AttributePlan
    from features.history import Coded
    from features.population import Population
    from pipelines.train.material import Material


def verdicts(material: Material) -> tuple[Verdict, ...]:
    """A verdict per attribute that stands as of today only; one with a dated history cannot know the future.

    Leads are compared by whether they ever reached the last target, among those whose horizon has passed.
    """
    horizons = material.agreement.targets.horizons()
    target = list(horizons)[-1]
    found: dict[str, list[tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.bool_]]]] = {}
    coded: dict[str, bool] = {}
    for population in material.populations():
        old = population.created + horizons[target] < material.until
        outcome = labels.reached(population, target)[old] < material.until
        for name, column in population.attributes.items():
            if name not in population.changes:
                plan = _plan(material, population, name, column)
                coded[name] = any(derived.categorical for derived in plan.columns[:1])
                filled, value = _values(plan, column)
                found.setdefault(name, []).append((filled[old], value[old], outcome))
    return tuple(
        judge(name, *(np.concatenate(column) for column in zip(*parts, strict=True)), categorical=coded[name])
        for name, parts in sorted(found.items())
    )


def _plan(material: Material, population: Population, name: str, column: Coded) -> AttributePlan:
    found = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
    agreement = material.agreement
    return infer(
        name,
        dict(zip(column.values, found.tolist(), strict=True)),
        len(population.lead_id),
        agreement.attributes,
        date_order=agreement.date_order,
        timezone=agreement.timezone,
    )


def _values(plan: AttributePlan, column: Coded) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Whether each lead's text says anything, and the first number it becomes."""
    filled = np.array([plan.filled(text) for text in column.values] + [False])
    first = np.array([(*plan.parse(text), np.nan)[0] for text in (*column.values, None)])
    return filled[column.codes], first[column.codes]


def refuse_leaks(material: Material) -> list[dict[str, Any]]:
    """The verdicts as plain JSON values.

    Raises:
        LeakageError: a column is a leak and the agreement does not trust it by name.
    """
    found = verdicts(material)
    leaks = [v for v in found if v.verdict == "leak" and v.name not in material.agreement.attributes.trust]
    if leaks:
        names = ", ".join(f'"{leak.name}"' for leak in leaks)
        told = "; ".join(str(leak) for leak in leaks)
        raise LeakageError(
            f"{len(leaks)} column(s) know the outcome: {told}. Leave them out in agreement.toml with "
            f"[attributes] exclude = [{names}], or vouch for one with [attributes.trust] and a reason"
        )
    return [verdict.to_json() for verdict in found]
