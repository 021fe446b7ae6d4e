"""What a caller may send and what always comes back, asked of a real server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

FLAT = (
    *("lead_id", "as_of", "status", "status_why", "p_sql", "p_close", "p_close_given_sql", "rank"),
    *("score_id", "grade", "action", "explore", "handover_propensity"),
    *("fit_score", "fit_grade", "fit_status", "model_version", "agreement_version"),
    *(f"{side}_{number}" for side in ("reason", "against") for number in range(1, 6)),
    "warnings",
)
UNDATED = "created_at is not known; the lead counts as created when it was first heard of"
LEAD: dict[str, Any] = {
    "lead_id": "new-1",
    "created_at": "2026-09-28T09:00:00Z",
    "as_of": "2026-09-30T09:00:00Z",
    "industry": "Software",
    "employees": "200-499",
    "annual_revenue": 12.5,
    "job_title": "VP of Engineering",
    "technologies": "SAP;HubSpot",
    "touches": [
        {"at": "2026-09-28T09:00:00Z", "kind": "form", "channel": "web"},
        {"at": "2026-09-29T15:20:00Z", "kind": "pricing_page"},
        {"at": "2026-09-29T16:00:00Z", "kind": "call"},
    ],
    "stages": [{"at": "2026-09-29T17:00:00Z", "stage": "mql"}],
}


def touches(**changed: Any) -> list[dict[str, Any]]:
    """The lead's touches, each with some columns changed."""
    return [{**touch, **changed} for touch in LEAD["touches"]]


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"lead_id": "x"},
        LEAD,
        {**LEAD, "as_of": "2026-09-01"},
        {**LEAD, "stages": [{"at": "2026-09-29", "stage": "lost"}]},
        {**LEAD, "stages": [{"at": "2026-09-29", "stage": "sql"}]},
    ],
    ids=["nothing", "an id", "everything", "not created", "closed", "converted"],
)
def test_the_same_flat_keys_always_come_back(demo: Any, request_: dict[str, Any]) -> None:
    answer = demo.score(request_)
    assert sorted(answer) == sorted(FLAT)
    assert all(not isinstance(value, dict | list) for key, value in answer.items() if key != "warnings")
    assert answer["lead_id"] == request_.get("lead_id", "")
    assert answer["warnings"] == ([] if "created_at" in request_ else [UNDATED])


def test_the_versions_are_those_of_the_model(demo: Any) -> None:
    answer, model = demo.score(LEAD), demo.ask("/v1/model").json
    assert (answer["model_version"], answer["agreement_version"]) == (
        model["model_version"],
        model["agreement_version"],
    )
    assert model["model_version"] == demo.workspace.champion_version()
    assert {"industry", "job_title"} <= set(model["attributes"])
    assert "pricing_page" in model["kinds"]
    assert set(model["targets"]) == {"sql", "close"}


def test_a_score_is_made_of_what_was_sent(demo: Any) -> None:
    answer = demo.score(LEAD)
    assert (answer["status"], answer["as_of"]) == ("scored", "2026-09-30T09:00:00+00:00")
    assert 0 < answer["p_close"] < 1
    assert 0 < answer["p_sql"] < 1
    assert answer["reason_1"]
    assert answer["fit_status"] == "scored"
    bare = demo.score({key: LEAD[key] for key in ("lead_id", "created_at", "as_of", "touches")})
    assert bare["p_sql"] != answer["p_sql"]
    assert bare["fit_score"] != answer["fit_score"]


SAME = {
    "numbers as texts": {"annual_revenue": "12.5"},
    "a list of texts": {"technologies": ["SAP", "HubSpot"]},
    "milliseconds": {"as_of": 1_790_758_800_000},
    "milliseconds as text": {"as_of": "1790758800000"},
    "seconds": {"as_of": 1_790_758_800},
    "another zone": {"as_of": "2026-09-30T11:00:00+02:00"},
    "no zone, where the agreement says UTC": {"as_of": "2026-09-30T09:00:00"},
    "spaces around": {"industry": "  Software\n", "lead_id": " new-1 "},
    "empty texts": {"budget": "", "account_id": "", "explain": "", "campaign": " ", "colleagues": ""},
    "nulls": {"budget": None, "account_id": None, "explain": None, "attribute_changes": None},
    "an account that is none": {"account_id": "N/A"},
    "names written otherwise": {"Job Title": "VP of Engineering", "job_title": "VP of Engineering"},
    "a column that is not used": {"touches": touches(value=3)},
    "rows from the future": {
        "touches": [*LEAD["touches"], {"at": "2026-09-30T09:00:00Z", "kind": "meeting"}],
        "stages": [*LEAD["stages"], {"at": "2026-10-02", "stage": "won"}],
    },
    "no rows": {"colleagues": [], "attribute_changes": []},
}


@pytest.mark.parametrize("changed", SAME.values(), ids=SAME)
def test_the_same_lead_written_otherwise_has_the_same_score(demo: Any, changed: dict[str, Any]) -> None:
    answer = demo.post(json.dumps({**LEAD, **changed}).encode())
    assert answer.status == 200
    assert answer.body == demo.post(json.dumps(LEAD).encode()).body


def test_a_change_that_comes_later_tells_what_was_before(demo: Any) -> None:
    later = {"at": "2026-10-01", "field": "industry", "value": "Retail", "old_value": "Software"}
    answer = demo.score({**LEAD, "industry": "Retail", "attribute_changes": [later]})
    assert {**answer, "score_id": ""} == {**demo.score(LEAD), "score_id": ""}


def test_a_name_spelled_as_an_identifier_is_understood(demo: Any) -> None:
    renamed = {key: value for key, value in LEAD.items() if key != "job_title"}
    assert demo.score({**renamed, "JobTitle": LEAD["job_title"]}) == demo.score(LEAD)
    other = demo.score({**LEAD, "JobTitle": "Intern"})
    assert other == demo.score(LEAD)


def test_who_touched_whom_is_told_by_the_agreement_or_the_caller(demo: Any) -> None:
    as_agreed = [{**touch, "direction": "In"} for touch in touches()]
    as_agreed[-1]["direction"] = "OUTGOING"  # calls are outbound
    assert demo.score({**LEAD, "touches": as_agreed}) == demo.score(LEAD)
    asked = {**LEAD, "explain": True}
    assert demo.score({**asked, "touches": touches(direction="out")}) != demo.score(asked)


def test_ignored_keys_are_named(demo: Any) -> None:
    strange = {
        "favourite_colour": "red",
        "nested": {"deep": [1]},
        "touches": touches(mood="good"),
        "stages": [{**LEAD["stages"][0], "amount": 1, "why": "x"}],
    }
    answer = demo.score({**LEAD, **strange})
    assert answer["warnings"] == [
        "favourite_colour is not an attribute this model knows",
        "nested is not an attribute this model knows",
        "why is not a column of stages",
        "mood is not a column of touches",
    ]
    assert {**answer, "warnings": []} == demo.score(LEAD)


def test_warnings_are_bounded(demo: Any) -> None:
    answer = demo.score({**LEAD, **{f"key_{number:04d}{'x' * 200}": number for number in range(1000)}})
    assert len(answer["warnings"]) == 21
    assert answer["warnings"][-1] == "980 more of the like"
    assert max(map(len, answer["warnings"])) < 200


def test_colleagues_count_once_and_only_with_an_account(demo: Any) -> None:
    other = {
        "lead_id": "old-1",
        "created_at": "2026-08-01",
        "touches": [{"at": "2026-09-20", "kind": "meeting"}] * 9,
        "stages": [{"at": "2026-09-21", "stage": "won"}],
    }
    asked = {**LEAD, "account_id": "acme", "explain": True}
    alone, together = demo.score(asked), demo.score({**asked, "colleagues": [other]})
    assert together["explanation"] != alone["explanation"]
    itself = {key: value for key, value in LEAD.items() if key != "as_of"}
    assert demo.score({**asked, "colleagues": [other, itself, other]}) == together
    assert demo.score({**asked, "colleagues": [{**other, "account_id": "acme"}]}) == together
    assert demo.score({**asked, "colleagues": [{**other, "account_id": "apex"}]}) == alone
    without = demo.score({**LEAD, "explain": True, "colleagues": [other]})
    assert without.pop("warnings") == ["colleagues count only with the account_id of the lead"]
    assert without == {
        key: value for key, value in demo.score({**LEAD, "explain": True}).items() if key != "warnings"
    }


def test_contributions_add_up_to_the_margin(demo: Any) -> None:
    answer = demo.score({**LEAD, "explain": True})
    told = answer.pop("explanation")
    assert answer == demo.score(LEAD)
    assert set(told["targets"]) == {"sql", "close"}
    for one in told["targets"].values():
        assert abs(sum(one["contributions"].values()) + one["expected_value"] - one["margin"]) < 1e-9
        assert any(one["contributions"].values())
    assert "an industry we know: yes, industry is Software (20 of 20 points)" in told["fit_reasons"]


@pytest.mark.parametrize("lead_id", ["🦊" * 20, "a\0b", "\ud800", "ß/../\r\n\t", "x" * 500, 7, 7.0, True])
def test_an_odd_id_comes_back_as_it_is(demo: Any, lead_id: Any) -> None:
    expected = lead_id.strip() if isinstance(lead_id, str) else {7: "7", True: "true"}[lead_id]
    answer, usual = demo.score({**LEAD, "lead_id": lead_id}), demo.score(LEAD)
    assert answer.pop("score_id") != usual.pop("score_id")
    assert answer == {**usual, "lead_id": expected}


def test_a_time_without_a_zone_is_read_in_the_agreements(bank: Any, bank_workspace: Path) -> None:
    assert 'timezone = "Europe/Amsterdam"' in (bank_workspace / "agreement.toml").read_text()
    lead = {"created_at": "2012-01-02T09:00:00", "as_of": "2012-01-02T09:30:00", "amount_requested": 5000}
    answer = bank.score(lead)
    assert answer["as_of"] == "2012-01-02T08:30:00+00:00"
    zoned = {"created_at": "2012-01-02T08:00:00Z", "as_of": "2012-01-02T09:30:00+01:00"}
    assert bank.score({**lead, **zoned}) == answer


def test_a_lead_nobody_dated_is_as_old_as_its_first_row(demo: Any) -> None:
    undated = {key: value for key, value in LEAD.items() if key != "created_at"}
    answer = demo.score(undated)
    assert answer.pop("warnings") == [UNDATED]
    assert {**answer, "warnings": []} == demo.score(LEAD)  # it was created with its first touch
