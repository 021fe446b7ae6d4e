"""Where a backtest begins and ends unless it is told: from enough known outcomes to the last mature leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from features.errors import TrainingError
from features.labels import labels
from features.population import Moments
from pipelines.train.belief import LEAST_POSITIVES

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.rows import Floats, Ints
    from pipelines.backtest.periods import Every
    from pipelines.train.material import Material


MOST: Final = 12
"""Periods looked at unless dates are given: a year of months, and minutes of computing."""


class _Outcomes(NamedTuple):
    """Per lead: when it came, and whether it converted within each target's horizon (NaN: not known)."""

    created: Ints
    converted: dict[Target, Floats]


def last_end(material: Material, every: Every) -> int:
    """The last round date whose leads are mature for every target at every agreed age."""
    looked = max(material.agreement.moments.after_creation, default=0)
    longest = max(material.agreement.targets.horizons().values())
    return every.round_before(material.until - longest - looked)


def first_start(material: Material, every: Every, end: int) -> int:
    """The earliest of at most MOST steps back from ``end`` at which each target could be learnt.

    Raises:
        TrainingError: none could be learnt even one step back.
    """
    outcomes = _outcomes(material)
    horizons = material.agreement.targets.horizons()
    starts = [every.after(end, -steps) for steps in range(1, MOST + 1)]
    for wanted in (all, any):
        possible = [
            start
            for start in starts
            if wanted(_enough(outcomes, target, start - horizon) for target, horizon in horizons.items())
        ]
        if possible:
            return min(possible)
    raise TrainingError(
        f"too few outcomes for a backtest: {every} before the last mature leads, fewer than "
        f"{LEAST_POSITIVES} leads were known to have converted, or not to have. Wait, shorten --every or the "
        "horizons, or name --from and --to"
    )


def _enough(outcomes: _Outcomes, target: Target, created_before: int) -> bool:
    known = outcomes.converted[target][outcomes.created < created_before]
    return min(int((known == 1).sum()), int((known == 0).sum())) >= LEAST_POSITIVES


def _outcomes(material: Material) -> _Outcomes:
    horizons = material.agreement.targets.horizons()
    created: list[Ints] = []
    converted: dict[Target, list[Floats]] = {target: [] for target in horizons}
    for population in material.populations():
        lead = np.arange(len(population.lead_id), dtype=np.int64)
        created.append(population.created)
        for target, horizon in horizons.items():
            first = Moments(lead, population.created)
            converted[target].append(labels(population, first, target, horizon, material.until))
    return _Outcomes(
        np.concatenate(created), {target: np.concatenate(found) for target, found in converted.items()}
    )
