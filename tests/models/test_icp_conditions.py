"""What each condition of a rule asks of a text."""

from __future__ import annotations

from typing import Any

import pytest

from features.agreement import Icp
from features.attributes import AttributePlan
from features.attributes.kinds import Number
from features.errors import AgreementError
from models.icp import compile_icp, fit_of


def outcome(attribute: str, text: str | None, **condition: Any) -> str:
    icp = Icp.model_validate({"rule": [{"attribute": attribute, "points": 10, **condition}]})
    return fit_of(icp, {attribute: text}).reasons[0].outcome


@pytest.mark.parametrize(
    ("condition", "text", "expected"),
    [
        ({"equals": "Germany"}, " germany ", "met"),
        ({"equals": "Germany"}, "France", "not_met"),
        ({"equals": "Germany"}, "N/A", "unknown"),
        ({"equals": "Germany"}, None, "unknown"),
        ({"equals": "1,000+"}, "1000+", "met"),
        ({"equals": 5}, "5.0", "met"),
        ({"equals": 5}, "6", "not_met"),
        ({"equals": 5}, "five", "not_met"),
        ({"equals": True}, "ja", "met"),
        ({"equals": True}, "0", "not_met"),
        ({"equals": True}, "perhaps", "unknown"),
        ({"equals": False}, "No", "met"),
        ({"one_of": ["Software", "Banking"]}, "BANKING", "met"),
        ({"one_of": ["Software", "Banking"]}, "Retail", "not_met"),
        ({"one_of": ["11-50", "51-200"]}, "11 – 50", "met"),
        ({"between": [50, 1000]}, "50", "met"),
        ({"between": [50, 1000]}, "1.000,00", "met"),
        ({"between": [50, 1000]}, "1001", "not_met"),
        ({"between": [50, 1000]}, "200-499", "met"),
        ({"between": [50, 1000]}, "51 to 200", "met"),
        ({"between": [50, 1000]}, "11-50", "not_met"),
        ({"between": [50, 1000]}, "501-5,000", "not_met"),
        ({"between": [50, 1000]}, "500+", "met"),
        ({"between": [50, 1000]}, "1,000+", "not_met"),
        ({"between": [50, 1000]}, "<10", "not_met"),
        ({"between": [50, 1000]}, "many", "unknown"),
        ({"between": [1000, float("inf")]}, "1,000+", "met"),
        ({"between": [1e6, 5e6]}, "$1M-$5M", "met"),
        ({"contains": "salesforce"}, "Slack; Salesforce", "met"),
        ({"contains": "salesforce"}, "Slack|HubSpot", "not_met"),
        ({"contains": "sales"}, "Salesforce; Slack", "not_met"),
        ({"contains": ["HubSpot", "Salesforce"]}, "Salesforce, Slack", "met"),
        ({"contains": "java"}, "JavaScript, SQL", "not_met"),
        ({"contains": "C"}, "C++, C#", "not_met"),
        ({"contains": "C++"}, "C#, C++", "met"),
        ({"contains": "supply chain"}, "Head of Supply Chain", "met"),
        ({"matches": "^head|director"}, "Sales Director", "met"),
        ({"matches": "^head"}, "Ahead", "not_met"),
        ({"matches": "x"}, "-", "unknown"),
    ],
)
def test_conditions(condition: dict[str, Any], text: str | None, expected: str) -> None:
    assert outcome("thing", text, **condition) == expected


@pytest.mark.parametrize(
    ("attribute", "condition", "title", "expected"),
    [
        ("job_title seniority", {"one_of": ["vp", "C-Level"]}, "CTO", "met"),
        ("job_title seniority", {"one_of": ["founder"]}, "Co-Founder", "met"),
        ("job_title seniority", {"equals": "director/head"}, "Head of IT", "met"),
        ("job_title seniority", {"one_of": ["vp", "director"]}, "Marketing Manager", "not_met"),
        ("job_title seniority", {"one_of": ["vp"]}, "Wizard", "unknown"),
        ("job_title seniority", {"one_of": ["vp"]}, None, "unknown"),
        ("job_title seniority", {"matches": "^director"}, "Head of IT", "met"),
        ("job_title function", {"equals": "Engineering"}, "Software Engineer", "met"),
        ("job_title function", {"contains": ["it", "data"]}, "VP Sales", "not_met"),
    ],
)
def test_what_a_title_says(
    attribute: str, condition: dict[str, Any], title: str | None, expected: str
) -> None:
    icp = Icp.model_validate({"rule": [{"attribute": attribute, "points": 10, **condition}]})
    assert fit_of(icp, {"job_title": title}).reasons[0].outcome == expected


def test_a_column_of_that_name_comes_first() -> None:
    icp = Icp.model_validate({"rule": [{"attribute": "job function", "equals": "Wizardry", "points": 1}]})
    assert fit_of(icp, {"job": "CTO", "job function": "wizardry"}).reasons[0].outcome == "met"


def test_a_plan_tells_how_a_column_writes_decimals() -> None:
    icp = Icp.model_validate({"rule": [{"attribute": "revenue", "between": [1000, 2000], "points": 1}]})
    german = compile_icp(icp, plans={"revenue": AttributePlan("revenue", Number(","))})
    assert german({"revenue": "1.234"}).reasons[0].outcome == "met"
    assert compile_icp(icp)({"revenue": "1.234"}).reasons[0].outcome == "not_met"


def test_other_texts_may_stand_for_missing() -> None:
    icp = Icp.model_validate({"rule": [{"attribute": "country", "equals": "FR", "points": 1}]})
    assert (
        compile_icp(icp, missing=["Keine Angabe"])({"country": "keine angabe "}).reasons[0].outcome
        == "unknown"
    )


@pytest.mark.parametrize(
    "condition",
    [{"matches": "("}, {"matches": "a{99999999999}"}, {"between": [10, 1]}, {"between": [float("nan"), 1]}],
)
def test_a_rule_that_makes_no_sense_is_named(condition: dict[str, Any]) -> None:
    good = {"attribute": "a", "equals": "b", "points": 1}
    icp = Icp.model_validate({"rule": [good, {"attribute": "size", "points": 1, **condition}]})
    with pytest.raises(AgreementError, match=r"icp\.rule\.2 \(attribute 'size'\): (matches|between) = "):
        compile_icp(icp)


def test_a_pattern_does_not_look_into_endless_texts() -> None:
    assert outcome("thing", "a" * 5000 + "needle", matches="needle") == "not_met"
