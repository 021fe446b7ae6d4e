"""Changes that are tried on a lead: what is known later, and nothing of what was yet to come."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from features.clock import DAY
from features.past import attribute_at
from features.population import Moments
from models.ledger import Facts
from models.receipts.inputs import Inputs, population
from models.whatif import NOTHING, AttributeLever, Levers, TouchLever, Wish, as_known, changed
from models.whatif.changed import attributes_at

NOW = 1_780_000_000_000_000
FIELDS = ("budget", "phase")
LEVERS = Levers(
    ours=(TouchLever("call", "outbound", "phone"), TouchLever("mail", "outbound", None)),
    theirs=(TouchLever("reply", "inbound", "email"),),
    attributes=(AttributeLever("budget", "", ("planned", "approved")),),
    longest_wait=30,
)
texts = st.sampled_from((None, "planned", "approved", ""))
changes = st.lists(
    st.tuples(st.integers(-5, 5), st.sampled_from(FIELDS), texts, texts),
    max_size=6,
    unique_by=lambda row: row[:2],
)


def inputs(rows: list[tuple[int, str, Any, Any]], today: dict[str, str | None]) -> Inputs:
    told = [
        {"at": NOW + day * DAY, "field": name, "value": value, "old_value": old}
        for day, name, value, old in rows
    ]
    touches = [{"at": NOW - 2 * DAY, "kind": "visit", "direction": "inbound", "channel": "web"}]
    lead = Facts.of(NOW - 9 * DAY, "a", today, touches, [{"at": NOW - DAY, "stage": "mql"}], told)
    others = (("two", Facts.of(NOW - 20 * DAY, "a", {}, touches)),)
    return Inputs("one", NOW, NOW - 9 * DAY, lead, others)


def text_by_the_engine(of: Inputs, name: str, at: int) -> str | None:
    whole = population([of], FIELDS)
    found = attribute_at(whole, Moments(np.array([0]), np.array([at])), name)
    return None if found.codes[0] < 0 else found.values[found.codes[0]]


@settings(deadline=None)  # the past of attributes is compiled
@given(changes, texts, texts)
def test_what_was_yet_to_come_is_forgotten_and_nothing_else(
    rows: list[tuple[int, str, Any, Any]], budget: str | None, phase: str | None
) -> None:
    of = inputs(rows, {"budget": budget, "phase": phase})
    known = as_known(of)
    for name in FIELDS:
        now = text_by_the_engine(of, name, NOW)
        assert attributes_at(of).get(name) == now
        for later in (NOW, NOW + 2 * DAY, NOW + 9 * DAY):
            assert text_by_the_engine(known, name, later) == now
    assert known.lead.rows["touches"] == of.lead.rows["touches"]
    assert known.colleagues == of.colleagues
    assert (known.as_of, known.born) == (of.as_of, of.born)


@settings(deadline=None)
@given(
    changes,
    st.fixed_dictionaries({}, optional={kind: st.integers(0, 3) for kind in ("call", "mail", "reply")}),
    st.sampled_from((None, "", "planned", "approved")),
    st.integers(0, 30),
)
def test_a_wish_that_came_true_is_known_at_the_next_look(
    rows: list[tuple[int, str, Any, Any]], touches: dict[str, int], budget: str | None, wait: int
) -> None:
    of = inputs(rows, {"budget": "planned"})
    wish = Wish(touches, {} if budget is None else {"budget": budget}, wait)
    then = changed(of, LEVERS, wish)
    new = [row for row in then.lead.rows["touches"] if row[0] >= NOW]
    assert [row[1] for row in new] == [kind for kind in LEVERS.touches for _ in range(touches.get(kind, 0))]
    assert all(row[0] < then.as_of for row in new)
    assert [row for row in then.lead.rows["touches"] if row[0] < NOW] == list(of.lead.rows["touches"])
    for row in new:
        lever = LEVERS.touches[row[1]]
        assert row[2:4] == (lever.direction, lever.channel)
    expected = attributes_at(of).get("budget") if budget is None else (budget or None)
    assert text_by_the_engine(then, "budget", then.as_of) == expected
    assert then.as_of - NOW >= wait * DAY
    assert then.as_of - NOW < wait * DAY + DAY
    assert then.lead.rows["stages"] == of.lead.rows["stages"]
    assert then.colleagues == of.colleagues


def test_what_no_lever_allows_changes_nothing() -> None:
    of = inputs([], {"budget": "planned", "phase": "early"})
    wish = Wish({"bribe": 3}, {"phase": "late"}, 0)
    assert changed(of, LEVERS, wish).text == as_known(of).text
    assert changed(of, LEVERS, NOTHING).text == as_known(of).text


def test_the_inputs_themselves_stay_as_they_are() -> None:
    of = inputs([(1, "budget", "approved", "planned")], {"budget": "approved"})
    before = of.text
    changed(of, LEVERS, Wish({"call": 2}, {"budget": "approved"}, 7))
    assert Inputs.read(of.text.encode()).text == before
