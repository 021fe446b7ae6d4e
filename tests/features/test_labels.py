"""Moments and labels, against loops over the rows and against tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.agreement import Moments as Ages
from features.clock import DAY, HOUR
from features.labels import at_risk, closed, labels
from features.moments import training_moments
from features.population import Moments
from features.rows import population_of

if TYPE_CHECKING:
    from features.agreement.values import Target

Row = dict[str, Any]
START: Final = 19_700 * DAY
GOALS: Final[dict[Target, tuple[str, ...]]] = {"sql": ("sql", "opportunity", "won"), "close": ("won",)}


def rows_of(world: Any, lead_id: str) -> list[Row]:
    funnel = ("mql", "sql", "opportunity", "won", "lost", "recycled")
    rows = [row for row in world.stages if row["lead_id"] == lead_id]
    return sorted(
        rows, key=lambda row: (row["at"], funnel.index(row["stage"]) if row["stage"] in funnel else -1)
    )


def still_open(rows: list[Row], as_of: int) -> bool:
    """Never won, and not lost unless something followed."""
    before = [row["stage"] for row in rows if row["at"] < as_of]
    return "won" not in before and before[-1:] != ["lost"]


def label(rows: list[Row], target: Target, as_of: int, horizon: int, known_until: int) -> float:
    reached = [row["at"] for row in rows if row["stage"] in GOALS[target]]
    if not still_open(rows, as_of) or any(at <= as_of for at in reached) or as_of + horizon >= known_until:
        return math.nan
    return float(any(at <= as_of + horizon for at in reached))


@settings(deadline=None)
@given(
    data=st.data(),
    target=st.sampled_from(("sql", "close")),
    horizon=st.sampled_from((6 * HOUR, DAY, 30 * DAY)),
    known=st.integers(0, 130),
)
def test_labels_are_what_a_loop_over_the_stages_says(
    data: st.DataObject, worlds: Any, target: Target, horizon: int, known: int
) -> None:
    world = data.draw(worlds)
    known_until = START + known * DAY
    population = world.population()
    moments = world.moments(population)
    said = labels(population, moments, target, horizon, known_until)
    open_then, done = at_risk(population, moments, target), closed(population, moments)
    for number, (lead, as_of) in enumerate(zip(moments.lead, moments.as_of.tolist(), strict=True)):
        rows = rows_of(world, population.lead_id[lead])
        assert said[number] == pytest.approx(label(rows, target, as_of, horizon, known_until), nan_ok=True)
        assert done[number] != still_open(rows, as_of)
        reached = any(row["at"] < as_of and row["stage"] in GOALS[target] for row in rows)
        assert open_then[number] == (still_open(rows, as_of) and not reached)


H: Final = 10 * DAY
TOLD: Final = [
    ("nothing happened", [], 0.0),
    ("within the horizon", [("sql", 3 * DAY)], 1.0),
    ("at its end", [("sql", H)], 1.0),
    ("just after it", [("sql", H + 1)], 0.0),
    ("at the moment itself", [("sql", 0)], math.nan),
    ("reached before", [("sql", -1)], math.nan),
    ("by winning at once", [("won", DAY)], 1.0),
    ("lost before", [("lost", -DAY)], math.nan),
    ("lost and recycled before", [("lost", -2 * DAY), ("recycled", -DAY)], 0.0),
    ("lost and recycled at one instant", [("recycled", -DAY), ("lost", -DAY)], 0.0),
    ("lost at the moment itself", [("lost", 0)], 0.0),
    ("lost within the horizon, qualified after", [("lost", DAY), ("sql", 2 * DAY)], 1.0),
]


@pytest.mark.parametrize(("changes", "expected"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_a_label_looks_from_just_after_the_moment_to_the_end_of_the_horizon(
    changes: list[tuple[str, int]], expected: float
) -> None:
    stages = [{"lead_id": "a", "at": START + at, "stage": stage} for stage, at in changes]
    population = population_of([{"lead_id": "a", "created_at": START - 9 * DAY}], stages=stages)
    moment = Moments(np.array([0]), np.array([START]))
    assert labels(population, moment, "sql", H, START + H + 1)[0] == pytest.approx(expected, nan_ok=True)
    assert math.isnan(labels(population, moment, "sql", H, START + H)[0]), "its horizon has not passed"


@settings(deadline=None)
@given(
    data=st.data(), ages=st.lists(st.sampled_from((0, 1, DAY, 7 * DAY)), max_size=4), changes=st.booleans()
)
def test_training_looks_at_agreed_ages_and_just_after_stage_changes(
    data: st.DataObject, worlds: Any, ages: list[int], changes: bool
) -> None:
    world = data.draw(worlds)
    until = START + data.draw(st.integers(0, 130)) * DAY
    population = world.population()
    moments = training_moments(population, Ages(after_creation=tuple(ages), at_stage_changes=changes), until)
    expected = set[tuple[str, int]]()
    for lead in world.leads:
        instants = [lead["created_at"] + age for age in ages]
        if changes:
            instants += [row["at"] + 1 for row in rows_of(world, lead["lead_id"])]
        expected |= {(lead["lead_id"], at) for at in instants if lead["created_at"] <= at < until}
    said = [
        (population.lead_id[lead], at) for lead, at in zip(moments.lead, moments.as_of.tolist(), strict=True)
    ]
    assert said == sorted(expected)
