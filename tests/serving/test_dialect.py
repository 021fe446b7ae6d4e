"""The words of one bundle: names and values of requests become those that batch has."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from features.agreement.parse import parse_agreement
from features.attributes import AttributePlan
from features.attributes.kinds import Category, Date, Number
from serving.refusal import Refusal
from serving.request.contract import LeadIn
from serving.request.dialect import Dialect

AGREEMENT = """
name = "words"
[sources]
leads = "leads.csv"
[stages]
mql = "Marketing Qualified"
won = ["Closed Won", "Renewed"]
[attributes]
missing = ["N/A"]
[touches]
outbound = ["Call"]
exclude = ["Import"]
"""
ATTRIBUTES = {
    "Lead Source": Category(("other", "Web")),
    "lead-source": Category(("other", "Web")),
    "Founded": Date(),
    "revenue": Number(),
}


@pytest.fixture
def dialect() -> Dialect:
    attributes = {name: AttributePlan(name, kind) for name, kind in ATTRIBUTES.items()}
    plan = SimpleNamespace(attributes=attributes, kinds=("visit",))
    scorer: Any = SimpleNamespace(agreement=parse_agreement(AGREEMENT), plan=plan)
    return Dialect(scorer)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Lead Source", "Lead Source"),
        ("lead-source", "lead-source"),
        ("leadSource", None),  # it could be either
        ("FOUNDED", "Founded"),
        ("_revenue", "revenue"),
        ("revenues", None),
    ],
)
def test_an_attribute_is_known_by_its_name_or_one_that_reads_alike(
    dialect: Dialect, theirs: str, ours: str | None
) -> None:
    assert dialect.attribute(theirs) == ours


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("Founded__c", "Founded"), ("founded", "Founded"), ("foundedc", None), ("Owner__c", None)],
)
def test_a_change_is_of_the_attribute_its_field_names(
    dialect: Dialect, theirs: str, ours: str | None
) -> None:
    assert dialect.field(theirs) == ours


@pytest.mark.parametrize(
    ("sent", "understood"),
    [
        ({"revenue": 5, "Founded": ""}, {"revenue": "5", "Founded": None}),
        ({"Revenue": 5, "revenue": 6}, {"revenue": "6"}),
        ({"revenue": 6, "Revenue": 5}, {"revenue": "6"}),
        ({"Founded": 1_704_067_200_000}, {"Founded": "2024-01-01T00:00:00+00:00"}),
        ({"founded": "1704067200000"}, {"Founded": "2024-01-01T00:00:00+00:00"}),
        ({"Founded": "01.01.2024"}, {"Founded": "01.01.2024"}),
        ({"revenue": 1_704_067_200_000}, {"revenue": "1704067200000"}),
        ({"colour": {"any": "thing"}}, {}),
    ],
)
def test_attributes_are_texts_under_our_names(
    dialect: Dialect, sent: dict[str, Any], understood: dict[str, str | None]
) -> None:
    assert dialect.values(LeadIn.model_validate(sent)) == understood


@pytest.mark.parametrize(
    "sent", [{"revenue": {}}, {"revenue": float("inf")}, {"Founded": []}, {"FOUNDED": 10**18 * 9}]
)
def test_a_value_without_meaning_is_refused(dialect: Dialect, sent: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match=r"is expected|lies outside") as found:
        dialect.values(LeadIn.model_validate(sent))
    assert found.value.body["field"] in ATTRIBUTES


@pytest.mark.parametrize(
    ("kind", "given", "direction"),
    [
        ("call", None, "outbound"),
        ("Call", "Incoming", "inbound"),
        ("visit", None, "inbound"),
        ("visit", "OUT", "outbound"),
        ("visit", "outward", "inbound"),  # no word for it, so as the agreement says
    ],
)
def test_directions(dialect: Dialect, kind: str, given: str | None, direction: str) -> None:
    assert dialect.direction(kind, given) == direction


def test_excluded_kinds_unknown_accounts_and_stages(dialect: Dialect) -> None:
    assert [dialect.kept(kind) for kind in ("IMPORT", "visit")] == [False, True]
    accounts = ("Acme", "n/a", "", None)
    leads = [LeadIn.model_validate({"account_id": account}) for account in accounts]
    assert [dialect.account(lead) for lead in leads] == ["Acme", None, None, None]
    stages = ("marketing qualified", " RENEWED ", "Demo")
    assert [dialect.stage(stage) for stage in stages] == ["mql", "won", "demo"]
