"""Profile: the lead's attributes as they were known at the moment."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from features.clock import DAY, words
from features.family import Family, Feature

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from features.attributes import AttributeColumn, AttributePlan
    from features.plan import Plan
    from features.view import View

GROUP = "profile"


def families(plan: Plan) -> list[Family]:
    """A family per attribute, with the columns its plan derives."""
    return [_family(name, attribute) for name, attribute in plan.attributes.items() if attribute.columns]


def _family(name: str, attribute: AttributePlan) -> Family:
    features = tuple(
        Feature(
            column.name,
            GROUP,
            name,
            _words(column),
            column.categorical,
            tuple(column.levels),
            waits=column.is_date,
        )
        for column in attribute.columns
    )

    def compute(view: View) -> NDArray[np.float64]:
        return view.parsed(name)

    def aged(view: View) -> NDArray[np.float64]:
        """A date is told as the days since it; one that lies ahead was not known yet."""
        age = (view.as_of[:, None] - view.parsed(name)) / DAY
        return np.where(age > 0, age, np.nan)

    return Family(features, aged if any(column.is_date for column in attribute.columns) else compute)


def _words(column: AttributeColumn) -> Callable[[float], str]:
    if not column.is_date:
        return column.words

    def say(age: float) -> str:
        return (
            f"{column.name} is not filled in" if math.isnan(age) else f"{column.name} {words(age * DAY)} ago"
        )

    return say
