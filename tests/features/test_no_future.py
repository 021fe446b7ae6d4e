"""A moment's features depend on what is dated before it, and on nothing else in the world or the machine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features import blocks, sorting
from features.attributes import AttributePlan
from features.attributes.kinds import Category
from features.catalog import Catalog
from features.clock import DAY
from features.population import Moments
from features.rows import population_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from features.plan import Plan

Row = dict[str, Any]
several = settings(max_examples=40, deadline=None)


def same(ours: dict[Any, Any], theirs: dict[Any, Any]) -> bool:
    """To the bit, NaN included."""
    return {key: row.tobytes() for key, row in ours.items()} == {
        key: row.tobytes() for key, row in theirs.items()
    }


def as_known_at(world: Any, lead_id: str, instant: int) -> Any:
    """The world as somebody saw it who exported it just before the instant."""

    def past(rows: list[Row]) -> list[Row]:
        return [row for row in rows if row["at"] < instant]

    undone = sorted(world.changes, key=lambda row: -row["at"])
    leads = {lead["lead_id"]: dict(lead) for lead in world.leads}
    for change in undone:
        if change["at"] >= instant:
            leads[change["lead_id"]][change["field"]] = change["old_value"]
    older = replace(
        world, touches=past(world.touches), stages=past(world.stages), changes=past(world.changes)
    )
    heard_of = {row["lead_id"] for row in (*older.touches, *older.stages, *older.changes)} | {lead_id}
    known = {name for name, lead in leads.items() if lead["created_at"] < instant or name in heard_of}
    return replace(older, leads=list(leads.values()), asked=[(lead_id, instant)]).of(known)


@several
@given(data=st.data())
def test_what_is_dated_from_the_moment_on_changes_nothing(data: st.DataObject, worlds: Any) -> None:
    world = data.draw(worlds)
    all_at_once = world.features()
    for (lead_id, as_of), row in all_at_once.items():
        assert same({(lead_id, as_of): row}, as_known_at(world, lead_id, as_of).features())


@several
@given(data=st.data())
def test_a_moment_alone_is_the_same_as_among_others(data: st.DataObject, worlds: Any) -> None:
    world = data.draw(worlds)
    for moment, row in world.features().items():
        assert same({moment: row}, replace(world, asked=[moment]).features())


@several
@given(data=st.data(), shards=st.integers(2, 3))
def test_shards_that_keep_accounts_together_give_the_same(
    data: st.DataObject, worlds: Any, shards: int
) -> None:
    world = data.draw(worlds)
    groups = sorted({lead["account_id"] or lead["lead_id"] for lead in world.leads})
    drawn = {group: data.draw(st.integers(0, shards - 1)) for group in groups}
    parts: dict[Any, Any] = {}
    for shard in range(shards):
        leads = {
            lead["lead_id"] for lead in world.leads if drawn[lead["account_id"] or lead["lead_id"]] == shard
        }
        if leads:
            parts |= world.of(leads).features()
    assert same(world.features(), parts)


@several
@given(data=st.data())
def test_the_order_of_the_rows_changes_nothing(data: st.DataObject, worlds: Any) -> None:
    world = data.draw(worlds)
    shuffled = {
        name: data.draw(st.permutations(getattr(world, name)))
        for name in ("leads", "touches", "stages", "changes", "asked")
    }
    assert same(world.features(), replace(world, **shuffled).features())


@several
@given(data=st.data(), block=st.integers(1, 3), rows=st.integers(1, 8))
def test_blocks_and_threads_change_nothing(data: st.DataObject, worlds: Any, block: int, rows: int) -> None:
    world = data.draw(worlds)
    expected = world.features()
    with pytest.MonkeyPatch.context() as small:
        small.setattr(blocks, "BLOCK", block)
        small.setattr(sorting, "ROWS_PER_SHARE", rows)
        assert same(expected, world.features())


TODAY = "Toys"
HISTORIES: list[tuple[str, list[tuple[int, str | None, str | None]], str | None]] = [
    ("no change ever", [], TODAY),
    ("changed before", [(-DAY, "Steel", "Software")], "Steel"),
    ("emptied before", [(-2 * DAY, "Steel", None), (-DAY, None, "Steel")], None),
    ("changed at the moment itself", [(0, TODAY, "Steel")], "Steel"),
    ("changed after", [(DAY, TODAY, "Steel")], "Steel"),
    ("changed twice after", [(2 * DAY, TODAY, "Software"), (DAY, "Software", "Steel")], "Steel"),
    ("changed after, from nobody wrote what", [(DAY, TODAY, None)], None),
]


@pytest.mark.parametrize(
    ("changes", "expected"), [row[1:] for row in HISTORIES], ids=[row[0] for row in HISTORIES]
)
def test_a_tracked_attribute_is_what_it_was_then_never_what_it_is_today(
    changes: list[tuple[int, str | None, str | None]], expected: str | None, plan_of: Callable[..., Plan]
) -> None:
    start = 19_700 * DAY
    population = population_of(
        [{"lead_id": "a", "created_at": start - 9 * DAY, "industry": TODAY}],
        changes=[
            {"lead_id": "a", "at": start + at, "field": "industry", "value": value, "old_value": old}
            for at, value, old in changes
        ],
        attributes=("industry",),
    )
    levels = ("other", "Software", "Steel", "Toys")
    told = Catalog(plan_of(attributes={"industry": AttributePlan("industry", Category(levels))}))
    code = told.compute(population, Moments(np.array([0]), np.array([start])))[
        0, told.names.index("industry")
    ]
    assert code == pytest.approx(np.nan if expected is None else levels.index(expected), nan_ok=True)
