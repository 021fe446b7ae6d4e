"""Profile: the lead's attributes as they were known at the moment."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from features.clock import DAY, words
from features.family import Family, Feature
from features.history import MISSING, Coded, History

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from features.attributes import AttributeColumn, AttributePlan
    from features.plan import Plan
    from features.population import Moments, Population
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
    dated = np.array([column.is_date for column in attribute.columns])

    def compute(view: View) -> NDArray[np.float64]:
        values = parsed(view, name, attribute)
        if dated.any():
            # a date is told as the days since it; one that lies ahead was not known yet
            age = (view.as_of[:, None] - values[:, dated]) / DAY
            values[:, dated] = np.where(age > 0, age, np.nan)
        return values

    return Family(features, compute)


def _words(column: AttributeColumn) -> Callable[[float], str]:
    if not column.is_date:
        return column.words

    def say(age: float) -> str:
        return (
            f"{column.name} is not filled in" if math.isnan(age) else f"{column.name} {words(age * DAY)} ago"
        )

    return say


def parsed(view: View, name: str, attribute: AttributePlan) -> NDArray[np.float64]:
    """The derived columns of an attribute at each moment; float64 [moments, columns], NaN for missing."""
    texts = known_at(view, name)
    return view.reading.meaning(name, texts, attribute)[texts.codes]


def known_at(view: View, name: str) -> Coded:
    """The attribute's raw text at each moment, from its history where it has one, else as it stands today."""
    return attribute_at(view.population, view.moments, name)


def attribute_at(population: Population, moments: Moments, name: str) -> Coded:
    """An attribute's raw text at each of some moments; [moments].

    Where it ever changed, it is the value of the last change strictly before the moment, and before the first
    one what that one replaced. Only where it never did has it always been what it is today.
    """
    today = population.attributes.get(name) or Coded.empty(len(population.lead_id))
    history = population.changes.get(name)
    if history is None:
        return Coded(today.codes[moments.lead], today.values)
    return _rolled_back(moments, today, history)


def _rolled_back(moments: Moments, today: Coded, history: History) -> Coded:
    value, old = history.columns["value"], history.columns["old_value"]
    first, end = history.starts[moments.lead], history.starts[moments.lead + 1]
    here = history.before(moments.lead, moments.as_of)
    tracked, changed = end > first, here > first
    after_today, after_value = len(today.values), len(today.values) + len(value.values)
    codes = today.codes[moments.lead].astype(np.int64)
    if tracked.any():
        now = value.codes[np.where(changed, here - 1, 0)].astype(np.int64)
        before = old.codes[np.where(tracked, first, 0)].astype(np.int64)
        now = np.where(now == MISSING, MISSING, now + after_today)
        before = np.where(before == MISSING, MISSING, before + after_value)
        codes = np.where(changed, now, np.where(tracked, before, codes))
    return Coded(codes.astype(np.int32), (*today.values, *value.values, *old.values))
