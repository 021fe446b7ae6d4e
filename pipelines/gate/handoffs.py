"""How many leads a week come to be handed to sales."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from features.clock import WEEK
from features.moments import training_moments
from features.population import Moments
from pipelines.gate.standing import handed, scored

if TYPE_CHECKING:
    from features.agreement import Moments as Ages
    from features.population import Population
    from models.scorer import Scorer
    from pipelines.train.material import Material

WEEKS: Final = 4


def weeks_of(material: Material) -> float:
    """The weeks that are looked at: the last ones, or as many as there are."""
    first = min((int(p.created.min()) for p in material.populations() if p.created.size), default=0)
    return min(float(WEEKS), max(1.0, (material.until - first) / WEEK))


def handoffs(scorer: Scorer, material: Material, ages: Ages, weeks: float) -> float:
    """Leads a week that are handed over for the first time, had the bundle served all the while.

    Every lead is looked at ``ages`` after its creation and at its stage changes, as in training. It is
    counted in the week in which it is first to be handed to sales.
    """
    since = material.until - round(weeks * WEEK)
    count = 0
    for population in material.populations():
        moments = _recent(population, training_moments(population, ages, material.until), since)
        for scores in scored(scorer, population, moments):
            over = handed(scorer, scores)
            lead, when = scores.moments.lead[over], scores.moments.as_of[over]
            first = when[np.unique(lead, return_index=True)[1]]
            count += int((first >= since).sum())
    return count / weeks


def _recent(population: Population, moments: Moments, since: int) -> Moments:
    """All moments of the leads that have one since then: whether it is their first takes them all."""
    chosen = np.zeros(population.created.size, dtype=bool)
    chosen[moments.lead[moments.as_of >= since]] = True
    return Moments(moments.lead[chosen[moments.lead]], moments.as_of[chosen[moments.lead]])
