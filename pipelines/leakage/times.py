"""Kinds of touch and stages: do they keep their own time, or the outcome's?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from features.population import FAR
from models.leakage import Shadows, judge_kind, shadows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from features.history import History
    from features.population import Population
    from models.leakage import Verdict
    from models.leakage.verdict import Kind
    from pipelines.train.material import Material

_STEPS: Final = {
    "qualification": frozenset({"sql", "opportunity", "won"}),
    "winning": frozenset({"won"}),
    "losing": frozenset({"lost"}),
}
"""What may cast a shadow, and the stages that are it: no stage is its own shadow."""


def touch_verdicts(material: Material) -> tuple[Verdict, ...]:
    """A verdict per kind of touch, in the order of the alphabet."""
    return _verdicts(material, "touch")


def stage_verdicts(material: Material) -> tuple[Verdict, ...]:
    """A verdict per stage, each held against the outcomes that it is not."""
    return _verdicts(material, "stage")


def _verdicts(material: Material, kind: Kind) -> tuple[Verdict, ...]:
    names = _names(material, kind)
    counted: dict[str, Shadows] = {}
    for population in material.populations():
        for step, counts in _counted(population, kind, names, material.until, material.agreement.seed):
            counted[step] = counted[step] + counts if step in counted else counts
    return tuple(
        judge_kind(
            name,
            kind,
            code,
            {step: counts for step, counts in counted.items() if kind == "touch" or name not in _STEPS[step]},
        )
        for code, name in enumerate(names)
    )


def _names(material: Material, kind: Kind) -> tuple[str, ...]:
    return tuple(sorted({name for p in material.populations() for name in _texts(p, kind)}))


def _texts(population: Population, kind: Kind) -> tuple[str, ...]:
    history, column = _history(population, kind)
    return history.columns[column].values


def _history(population: Population, kind: Kind) -> tuple[History, str]:
    return (population.touches, "kind") if kind == "touch" else (population.stages, "stage")


def _counted(
    population: Population, kind: Kind, names: Sequence[str], until: int, seed: int
) -> Iterator[tuple[str, Shadows]]:
    history, column = _history(population, kind)
    code = history.columns[column].mapped({name: place for place, name in enumerate(names)}, -1, -1)
    lost = _first(population, _STEPS["losing"])
    ended = np.minimum(population.reached_won, lost)
    whens = {"qualification": population.reached_sql, "winning": population.reached_won, "losing": lost}
    for step, when in whens.items():
        yield (
            step,
            shadows(history, code.astype(np.int64), len(names), when, ended, population.created, until, seed),
        )


def _first(population: Population, stages: frozenset[str]) -> NDArray[np.int64]:
    """When each lead first had one of the stages, FAR if it has not."""
    wanted = population.stages.columns["stage"].mapped(dict.fromkeys(stages, 1), 0, 0) == 1
    first = np.full(len(population.lead_id), FAR, dtype=np.int64)
    np.minimum.at(first, population.stages.key_of_row()[wanted], population.stages.at[wanted])
    return first
