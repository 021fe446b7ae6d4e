"""Who is on the week's list, who missed it and who can wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.queue import Candidate, Terms, curve, next_worth, queue_of, sorted_out
from models.queue.places import in_order, placed
from models.queue.queue import SAFE

if TYPE_CHECKING:
    import random


def terms(capacity: int | None = 3, **changed: Any) -> Terms:
    told: dict[str, Any] = {"following": capacity or 0, "ranked_by": "close", "targets": ("sql", "close")}
    told |= {"errors": {"sql": 0.05, "close": 0.1}, "explore": 0.0, "salt": "", "week": 2900}
    return Terms(capacity=capacity, **{**told, **changed})


def lead(name: str, p_close: float | None = 0.1, p_sql: float | None = 0.2, **changed: Any) -> Candidate:
    told: dict[str, Any] = {"status": "scored", "grade": "B2", "explore": False}
    return Candidate(lead_id=name, p_sql=p_sql, p_close=p_close, **{**told, **changed})


def names(leads: tuple[Candidate, ...]) -> list[str]:
    return [one.lead_id for one in leads]


P = st.integers(0, 6).map(lambda eighths: eighths / 8)
LEADS = st.lists(st.tuples(P, P, st.booleans()), max_size=25).map(
    lambda told: [lead(f"L{n:02}", close, sql, explore=flag) for n, (close, sql, flag) in enumerate(told)]
)


@settings(max_examples=40)
@given(LEADS, st.integers(1, 30))
def test_the_cut_off_is_where_a_naive_count_stops(leads: list[Candidate], capacity: int) -> None:
    """A lead has a place if fewer than the capacity stand before it."""
    found = queue_of(leads, terms(capacity))

    def before(one: Candidate, other: Candidate) -> bool:
        return (-(one.p_close or 0), -(one.p_sql or 0), one.lead_id) < (
            -(other.p_close or 0),
            -(other.p_sql or 0),
            other.lead_id,
        )

    placed = {one.lead_id for one in leads if sum(before(other, one) for other in leads) < capacity}
    assert {*names(found.handed)} == placed
    if len(leads) > capacity:
        assert found.cut_off is not None
        assert found.cut_off.p == min(one.p_close for one in leads if one.lead_id in placed)
    else:
        assert found.cut_off is None


@settings(max_examples=40)
@given(LEADS, st.integers(1, 30), st.integers(0, 9), st.sampled_from([0.0, 0.05, 0.3]))
def test_every_lead_of_the_book_is_in_one_part(
    leads: list[Candidate], capacity: int, following: int, explore: float
) -> None:
    found = queue_of(leads, terms(capacity, following=following, explore=explore))
    every = names(found.handed + found.missed + found.skipped)
    assert sorted(every) == [one.lead_id for one in leads]
    assert len(found.handed) == min(capacity, len(leads))
    assert len(found.missed) == min(following, len(leads) - len(found.handed))
    for target in ("sql", "close"):
        values = [found.expected[part][target].value for part in ("queue", "missed", "skipped")]
        assert sum(values) == pytest.approx(sum(one.chance(target) or 0 for one in leads))


@settings(max_examples=40)
@given(LEADS, st.integers(1, 29), st.sampled_from([0.0, 0.05, 0.3]))
def test_with_more_capacity_nobody_loses_a_place(
    leads: list[Candidate], capacity: int, explore: float
) -> None:
    less, more = (
        {*names(queue_of(leads, terms(size, explore=explore)).handed)} for size in (capacity, capacity + 1)
    )
    assert less <= more


@settings(max_examples=40)
@given(LEADS, st.randoms())
def test_the_order_in_which_leads_come_changes_nothing(
    leads: list[Candidate], shuffler: random.Random
) -> None:
    mixed = leads.copy()
    shuffler.shuffle(mixed)
    one, other = (queue_of(book, terms(5, explore=0.2)) for book in (leads, mixed))
    assert (one.ranked, one.explored, one.missed, one.skipped) == (
        other.ranked,
        other.explored,
        other.missed,
        other.skipped,
    )
    assert one.expected == other.expected


def test_ties_are_broken_by_the_other_target_and_then_by_id() -> None:
    leads = [lead("b", 0.5, 0.6), lead("a", 0.5, 0.6), lead("c", 0.5, 0.7), lead("d", 0.6, 0.6)]
    assert names(queue_of(leads, terms(4)).ranked) == ["d", "c", "a", "b"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"status": "closed"}, "closed"),
        ({"status": "opted_out"}, "opted_out"),
        ({"status": "already_converted"}, "already_converted"),
        ({"status": "insufficient_data"}, "insufficient_data"),
        ({"status": "out_of_distribution", "grade": "A?"}, "out_of_distribution"),
        ({"grade": "X1"}, "disqualified"),
        ({"p_sql": None}, "already_qualified"),
        ({"p_close": None}, "not_ranked"),
        ({"lead_id": "called"}, "answered"),
    ],
)
def test_who_needs_no_handing_over_is_set_aside_and_counted(changed: dict[str, Any], why: str) -> None:
    best = lead("best", 0.9, 0.9)._replace(**changed)
    found = queue_of([best, lead("other")], terms(1), answered={"called"})
    assert names(found.handed) == ["other"]
    assert found.aside == {why: 1}


def test_without_a_forecast_of_sql_nobody_counts_as_qualified() -> None:
    found = queue_of([lead("one", p_sql=None)], terms(1, targets=("close",)))
    assert names(found.handed) == ["one"]
    assert [*found.expected["queue"]] == ["close"]


BOOK = [lead(f"L{number:03}", 0.9 - number / 1000, explore=number % 20 == 7) for number in range(400)]


def test_explored_leads_have_their_places_within_the_capacity() -> None:
    found = queue_of(BOOK, terms(50, explore=0.05))
    assert len(found.explored) == 3  # 5 % of 50, rounded up
    assert len(found.handed) == 50
    assert names(found.ranked) == [one.lead_id for one in BOOK[:47]]
    assert all(one.explore for one in found.explored)
    assert not {*names(found.explored)} & {*names(found.ranked)}
    assert found.chance == pytest.approx(3 / 353)


def test_what_exploration_leaves_free_goes_to_the_next_in_order() -> None:
    few = [one._replace(explore=one.lead_id == "L300") for one in BOOK]
    found = queue_of(few, terms(50, explore=0.2))
    assert names(found.explored) == ["L300"]
    assert names(found.ranked) == [one.lead_id for one in BOOK[:49]]


def test_the_draw_has_nothing_to_do_with_the_forecast_and_another_week_draws_others() -> None:
    ordered = in_order(BOOK, "close")
    weeks = [placed(ordered, 50, terms(50, explore=0.05, week=week)).explored for week in range(300)]
    drawn = np.array([int(one.lead_id[1:]) for week in weeks for one in week])
    waiting = np.array([number for number in range(47, 400) if number % 20 == 7])
    spread = waiting.std() / np.sqrt(drawn.size)
    assert abs(drawn.mean() - waiting.mean()) < 4 * spread
    assert {*drawn.tolist()} == {*waiting.tolist()}
    assert len({frozenset(names(week)) for week in weeks}) > 100
    again = queue_of(BOOK, terms(50, explore=0.05, week=0)).explored
    assert again == weeks[0]
    assert queue_of(BOOK, terms(50, explore=0.05, week=0, salt="s")).explored != again


def test_the_safe_end_holds_no_more_than_its_share() -> None:
    found = queue_of(BOOK, terms(50))
    p = [one.p_sql or 0 for one in found.skipped]
    whole = 400 * 0.2
    assert sum(p[len(p) - found.safe :]) <= SAFE * whole + 1e-9
    assert sum(p[len(p) - found.safe - 1 :]) > SAFE * whole


def test_the_curve_rises_to_the_whole_book_and_passes_through_the_queue() -> None:
    book, _ = sorted_out(BOOK, terms(50))
    points = curve(book, terms(50))
    sizes = [point.capacity for point in points]
    values = [point.expected["close"].value for point in points]
    assert sizes[0] == 1
    assert sizes[-1] == len(BOOK)
    assert sizes == sorted({*sizes})
    assert values == sorted(values)
    (here,) = [point for point in points if point.capacity == 50]
    assert here.expected == queue_of(BOOK, terms(50)).expected["queue"]
    assert next_worth(book, 50, "close") == pytest.approx(sum(0.9 - n / 1000 for n in range(50, 60)))
    assert curve([], terms(50)) == ()


def test_a_list_needs_a_capacity() -> None:
    with pytest.raises(ValueError, match="capacity"):
        queue_of(BOOK, terms(None))
