"""The catalog: names, words, and a plan that survives being written down."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.attributes import AttributePlan
from features.attributes.kinds import Category
from features.catalog import Catalog
from features.plan import Plan
from features.population import Moments
from features.rows import population_of

if TYPE_CHECKING:
    from collections.abc import Callable


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_plan_written_down_and_read_again_gives_the_same_to_the_bit(
    data: st.DataObject, worlds: Any
) -> None:
    world = data.draw(worlds)
    population = world.population()
    moments = world.moments(population)
    again = Plan.from_json(json.loads(json.dumps(world.plan.to_json())))
    ours, theirs = (Catalog(plan).compute(population, moments) for plan in (world.plan, again))
    assert ours.tobytes() == theirs.tobytes()
    assert Catalog(world.plan).names == Catalog(again).names


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_value_has_words_that_name_no_number_that_is_none(data: st.DataObject, worlds: Any) -> None:
    world = data.draw(worlds)
    features = Catalog(world.plan).features
    for row in world.features().values():
        for feature, value in zip(features, row.tolist(), strict=True):
            said = feature.words(value)
            assert said, feature.name
            assert "nan" not in said.split(), feature.name


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_code_is_of_one_of_the_levels(data: st.DataObject, worlds: Any) -> None:
    world = data.draw(worlds)
    for place, feature in enumerate(Catalog(world.plan).features):
        for row in world.features().values() if feature.categorical else ():
            assert math.isnan(row[place]) or float(row[place]) in range(len(feature.levels)), feature.name


def test_moments_out_of_order_are_refused(plan_of: Callable[..., Plan]) -> None:
    population = population_of([{"lead_id": "a", "created_at": 0}])
    with pytest.raises(ValueError, match="ascending"):
        Catalog(plan_of()).compute(population, Moments(np.array([0, 0]), np.array([2, 1])))


def test_no_moments_have_no_features(plan_of: Callable[..., Plan]) -> None:
    none = np.empty(0, dtype=np.int64)
    catalog = Catalog(plan_of())
    for leads in ([], [{"lead_id": "a", "created_at": 0}]):
        assert catalog.compute(population_of(leads), Moments(none, none)).shape == (0, len(catalog.names))


def test_names_are_unique_whatever_attributes_and_kinds_are_called(plan_of: Callable[..., Plan]) -> None:
    age = AttributePlan("age", Category(("other",)))
    plan = plan_of(attributes={"age": age}, kinds=("mail", "(other)"), channels=("(other)",))
    names = Catalog(plan).names
    assert len(set(names)) == len(names)
    assert "age (calendar)" in names
