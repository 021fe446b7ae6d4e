"""Which changes may be tried on a lead: as the agreement says, or by default none that nobody could make."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from features.agreement.parse import parse_agreement
from features.attributes import AttributePlan
from features.attributes.kinds import Boolean, Category, Number, Ordinal, Text
from features.clock import DAY
from features.plan import Plan
from models.ledger import Facts
from models.receipts.inputs import Inputs
from models.whatif import levers
from models.whatif.levers import MOST_LEVERS, mutable_attributes

NOW = 1_780_000_000_000_000
ATTRIBUTES = {
    "budget": Ordinal(("none", "planned", "approved")),
    "industry": Category(("other", "Software", "Trade")),
    "agreed to call": Boolean(),
    "do not call": Boolean(),
    "revenue": Number(),
    "remark": Text(),
}
PLAN = Plan(
    timezone="UTC",
    kinds=("visit", "email_open", "call", "reply", "meeting", *(f"rare {n}" for n in range(9))),
    channels=("web", "phone"),
    actors=(),
    stages=(),
    attributes={name: AttributePlan(name, reader) for name, reader in ATTRIBUTES.items()},
)


def offered(text: str = "", mutable: tuple[str, ...] = ()) -> Any:
    agreement = parse_agreement(f'name = "T"\n[sources]\nleads = "l.csv"\n{text}')
    touches = [
        {"at": NOW - 3 * DAY, "kind": "visit", "direction": "inbound", "channel": "web"},
        {"at": NOW - 2 * DAY, "kind": "meeting", "direction": "outbound", "channel": "on site"},
        {"at": NOW - DAY, "kind": "fax", "direction": "outbound", "channel": "phone"},
    ]
    changes = [{"at": NOW - DAY, "field": "revenue", "value": "7", "old_value": None}]
    lead = Facts.of(NOW - 9 * DAY, None, {"budget": "planned", "revenue": "7"}, touches, (), changes)
    scorer = SimpleNamespace(agreement=agreement, plan=PLAN)
    return levers(cast("Any", scorer), Inputs("one", NOW, NOW - 9 * DAY, lead, ()), mutable)


def kinds(found: tuple[Any, ...]) -> list[str]:
    return [lever.kind for lever in found]


def test_by_default_we_touch_as_is_agreed_or_was_done_and_the_lead_does_what_is_common() -> None:
    found = offered('[touches]\noutbound = ["Call", "telex"]')
    assert kinds(found.ours) == ["call", "meeting"]  # of telex and fax the model knows nothing
    assert kinds(found.theirs) == ["visit", "email_open", "reply", "rare 0", "rare 1", "rare 2"]
    assert len(found.theirs) == MOST_LEVERS
    assert {lever.direction for lever in found.ours} == {"outbound"}
    assert {lever.direction for lever in found.theirs} == {"inbound"}
    assert found.touches["meeting"].channel == "on site"
    assert found.touches["call"].channel is None


def test_where_no_kind_is_agreed_to_be_ours_the_lead_s_own_journey_tells() -> None:
    found = offered()
    assert (kinds(found.ours), kinds(found.theirs)) == (["meeting"], ["visit"])


def test_by_default_what_changes_may_change_and_no_more() -> None:
    found = offered(
        '[attributes]\nfixed = ["Industry"]\nopted_out = "do not call"',
        ("budget", "industry", "do not call", "remark", "unheard of"),
    )
    assert [(lever.name, lever.now) for lever in found.attributes] == [
        ("budget", "planned"),
        ("revenue", "7"),
    ]
    assert found.attributes[0].choices == ("none", "planned", "approved")
    assert found.attributes[1].choices == ()
    assert [lever.name for lever in offered().attributes] == ["revenue"]


def test_what_is_agreed_is_offered_and_nothing_else() -> None:
    found = offered(
        """[what_if]
        touches = ["Meeting", "telex"]
        answers = ["reply"]
        attributes = ["industry", "Agreed to call"]
        channels = {meeting = "web", reply = "phone"}
        longest_wait = "7d"
        """,
        ("budget",),
    )
    assert kinds(found.ours) == ["meeting"]
    assert kinds(found.theirs) == ["reply"]
    assert [lever.name for lever in found.attributes] == ["agreed to call", "industry"]
    assert [lever.choices for lever in found.attributes] == [("yes", "no"), ("Software", "Trade")]
    assert {kind: lever.channel for kind, lever in found.touches.items()} == {
        "meeting": "web",
        "reply": "phone",
    }
    assert found.longest_wait == 7
    none = offered("[what_if]\ntouches = []\nanswers = []\nattributes = []", ("budget",))
    assert (none.ours, none.theirs, none.attributes) == ((), (), ())


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], ()),
        (
            [{"kind": "attribute", "tier": "history", "name": "budget", "target": target} for target in "ab"],
            ("budget",),
        ),
        ([{"kind": "attribute", "tier": "today", "name": "industry"}], ()),
        ([{"kind": "touch", "tier": "history", "name": "call"}], ()),
    ],
)
def test_a_bundle_tells_which_attributes_have_a_history(
    told: list[dict[str, object]], expected: tuple[str, ...]
) -> None:
    assert mutable_attributes(told) == expected
