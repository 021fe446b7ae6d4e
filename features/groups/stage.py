"""Stage: where the lead stands and for how long."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from features.clock import DAY, words
from features.family import Family, Feature
from features.standing import standing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from features.plan import Plan
    from features.view import View

GROUP = "stage"
NEW = "new"


def families(plan: Plan) -> list[Family]:
    """The stage features of a plan."""
    levels = ("other", NEW, *plan.stages)
    told = (
        Feature(
            "stage",
            GROUP,
            "stage",
            lambda code: f"stage is {levels[int(code)]}",
            categorical=True,
            levels=levels,
        ),
        Feature("days in stage", GROUP, "stage", lambda d: f"in this stage for {words(d * DAY)}"),
        Feature("times recycled", GROUP, "times recycled", _recycled_words),
    )
    return [Family(told, _standing)]


def _standing(view: View) -> NDArray[np.float32]:
    population = view.population
    return standing(population.stages, view.reading.stage, population.created, view.moments)


def _recycled_words(count: float) -> str:
    if math.isnan(count) or count == 0:
        return "never recycled"
    return f"recycled {count:.0f} {'time' if count == 1 else 'times'}"
