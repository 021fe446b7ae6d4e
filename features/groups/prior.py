"""Prior: how earlier leads of the same category converted, as far as that was known at the moment."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from features.family import Family, single
from features.groups.profile import parsed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from features.plan import Plan
    from features.prior import Prior
    from features.view import View

GROUP = "prior"
_OUTCOME = {"sql": "qualified", "close": "were won"}


def families(plan: Plan) -> list[Family]:
    """One lift per categorical column and target."""
    return [_family(plan, prior) for prior in plan.priors]


def _family(plan: Plan, prior: Prior) -> Family:
    attribute = plan.attributes[prior.column]

    def compute(view: View) -> NDArray[np.float64]:
        code = np.nan_to_num(parsed(view, prior.column, attribute)[:, 0], nan=-1.0).astype(np.int64)
        return prior.lift(code, view.as_of)

    name = f"{prior.target} lift of {prior.column}"
    return single(name, GROUP, compute, _words(prior), theme=prior.column)


def _words(prior: Prior) -> Callable[[float], str]:
    def say(lift: float) -> str:
        if math.isnan(lift):
            return f"no outcome by {prior.column} known yet"
        outcome = _OUTCOME[prior.target]
        if abs(lift - 1) < 0.05:
            return f"earlier leads with this {prior.column} {outcome} about as often as all"
        return f"earlier leads with this {prior.column} {outcome} {lift:.1f} times as often as all"

    return say
