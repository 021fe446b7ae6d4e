"""When a lead was next lost, against a loop over its stage changes."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from features.clock import DAY
from features.labels import lost_since
from features.population import FAR, Moments
from features.rows import population_of

START = 19_700 * DAY


@settings(deadline=None, max_examples=70)
@given(data=st.data())
def test_it_is_the_first_loss_at_or_after_the_moment(data: st.DataObject, worlds: Any) -> None:
    world = data.draw(worlds)
    population = world.population()
    moments = world.moments(population)
    said = lost_since(population, moments)
    for lead, as_of, when in zip(moments.lead, moments.as_of.tolist(), said.tolist(), strict=True):
        own = [row for row in world.stages if row["lead_id"] == population.lead_id[lead]]
        losses = [row["at"] for row in own if row["stage"] == "lost" and row["at"] >= as_of]
        assert when == min(losses, default=FAR)


def test_neither_another_leads_loss_nor_an_earlier_one_counts() -> None:
    leads = [{"lead_id": name, "created_at": START} for name in "abc"]
    changes = [("a", 5, "lost"), ("a", 9, "recycled"), ("a", 12, "lost"), ("c", 3, "lost"), ("c", 20, "won")]
    stages = [{"lead_id": lead, "at": START + at, "stage": stage} for lead, at, stage in changes]
    population = population_of(leads, stages=stages)
    asked = [(0, 0), (0, 5), (0, 6), (0, 13), (1, 0), (2, 3), (2, 4)]
    moments = Moments(np.array([lead for lead, _ in asked]), np.array([START + at for _, at in asked]))
    said = [int(when) - START if when < FAR else None for when in lost_since(population, moments)]
    assert said == [5, 5, 12, None, None, 3, None]


def test_without_any_stage_change_nobody_is_lost() -> None:
    population = population_of([{"lead_id": "a", "created_at": START}])
    assert lost_since(population, Moments(np.array([0]), np.array([START]))).tolist() == [FAR]
