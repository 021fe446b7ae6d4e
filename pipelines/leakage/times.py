"""Kinds of touch and stages: do they keep their own time, or the outcome's?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from features.population import FAR
from models.leakage import Shadows, judge_kind, shadows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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

_TEXTS: Final[dict[Kind, tuple[str, str]]] = {"touch": ("touches", "kind"), "stage": ("stages", "stage")}
"""The table and the column of each; the histories' columns are called alike."""


class Timed(NamedTuple):
    """Verdicts by when rows occur, each in the order of the alphabet."""

    touches: tuple[Verdict, ...]
    stages: tuple[Verdict, ...]


def timed(material: Material) -> Timed:
    """A verdict per kind of touch and per stage; each stage is held against the outcomes that it is not."""
    names: dict[Kind, tuple[str, ...]] = {kind: _names(material, kind) for kind in _TEXTS}
    counted: dict[tuple[Kind, str], Shadows] = {}
    for population in material.populations():
        for at, counts in _counted(population, names, material.until, material.agreement.seed):
            counted[at] = counted[at] + counts if at in counted else counts
    return Timed(*(_judged(kind, names[kind], counted) for kind in _TEXTS))


def _judged(
    kind: Kind, names: tuple[str, ...], counted: Mapping[tuple[Kind, str], Shadows]
) -> tuple[Verdict, ...]:
    return tuple(
        judge_kind(
            name,
            kind,
            code,
            {
                step: counts
                for (of, step), counts in counted.items()
                if of == kind and (kind == "touch" or name not in _STEPS[step])
            },
        )
        for code, name in enumerate(names)
    )


def _names(material: Material, kind: Kind) -> tuple[str, ...]:
    table, column = _TEXTS[kind]
    found = material.journey.db.sql(f"SELECT DISTINCT {column} FROM {table} ORDER BY 1").fetchall()
    return tuple(str(name) for (name,) in found)


def _counted(
    population: Population, names: Mapping[Kind, tuple[str, ...]], until: int, seed: int
) -> Iterator[tuple[tuple[Kind, str], Shadows]]:
    lost = _first(population, _STEPS["losing"])
    ended = np.minimum(population.reached_won, lost)
    whens = {"qualification": population.reached_sql, "winning": population.reached_won, "losing": lost}
    histories: dict[Kind, History] = {"touch": population.touches, "stage": population.stages}
    for kind, history in histories.items():
        places = {name: place for place, name in enumerate(names[kind])}
        code = history.columns[_TEXTS[kind][1]].mapped(places, -1, -1).astype(np.int64)
        for step, when in whens.items():
            yield (
                (kind, step),
                shadows(history, code, len(places), when, ended, population.created, until, seed),
            )


def _first(population: Population, stages: frozenset[str]) -> NDArray[np.int64]:
    """When each lead first had one of the stages, FAR if it has not."""
    wanted = population.stages.columns["stage"].mapped(dict.fromkeys(stages, 1), 0, 0) == 1
    first = np.full(len(population.lead_id), FAR, dtype=np.int64)
    np.minimum.at(first, population.stages.key_of_row()[wanted], population.stages.at[wanted])
    return first
