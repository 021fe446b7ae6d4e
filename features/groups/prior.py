"""Prior: how earlier leads of the same category converted, as far as that was known at the moment."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from features.family import Family, Feature
from features.lifts import Lifts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from features.plan import Plan
    from features.prior import Prior
    from features.view import View

GROUP = "prior"
_OUTCOME = {"sql": "qualified", "close": "were won"}


def families(plan: Plan) -> list[Family]:
    """One lift per categorical column and target, all looked up at once."""
    if not plan.priors:
        return []
    lifts, columns = Lifts.of(plan.priors), tuple(prior.column for prior in plan.priors)

    def compute(view: View) -> NDArray[np.float64]:
        codes = np.empty((view.lead.size, len(columns)))
        for place, column in enumerate(columns):
            codes[:, place] = view.parsed(column)[:, 0]
        return lifts.at_moments(codes, view.as_of)

    return [Family(tuple(_feature(prior) for prior in plan.priors), compute)]


def _feature(prior: Prior) -> Feature:
    return Feature(f"{prior.target} lift of {prior.column}", GROUP, prior.column, _words(prior))


def _words(prior: Prior) -> Callable[[float], str]:
    def say(lift: float) -> str:
        if math.isnan(lift):
            return f"no outcome by {prior.column} known yet"
        outcome = _OUTCOME[prior.target]
        if abs(lift - 1) < 0.05:
            return f"earlier leads with this {prior.column} {outcome} about as often as all"
        return f"earlier leads with this {prior.column} {outcome} {lift:.1f} times as often as all"

    return say
