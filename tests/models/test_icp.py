"""Fit as a whole: score, grade, status, reasons and warnings."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.agreement import Icp
from models.icp import Fit, compile_icp, doubts, fit_of

RULES: list[dict[str, Any]] = [
    {"attribute": "employees", "between": [50, 1000], "points": 30},
    {"attribute": "industry", "one_of": ["Software", "Banking"], "points": 20},
    {"attribute": "country", "equals": "Germany", "points": 10},
    {"attribute": "competitor", "equals": True, "points": -15},
]


def fit(rules: list[dict[str, Any]], attributes: dict[str, str | None], **settings: Any) -> Fit:
    return fit_of(Icp.model_validate({"rule": rules, **settings}), attributes)


@pytest.mark.parametrize(
    ("attributes", "earned", "attainable", "score", "grade"),
    [
        ({"employees": "200-499", "industry": "Software", "country": "Germany"}, 60, 60, 100, "A"),
        ({"employees": "200-499", "industry": "Retail", "country": "Germany"}, 40, 60, 200 / 3, "B"),
        ({"employees": "200-499", "industry": "Retail"}, 30, 50, 60, "B"),
        ({"employees": "200-499"}, 30, 30, 100, "A"),
        ({"employees": "5", "industry": "Retail", "country": "France"}, 0, 60, 0, "D"),
        ({"employees": "200-499", "competitor": "yes"}, 15, 30, 50, "B"),
        ({"employees": "5", "industry": "Software", "competitor": "yes"}, 5, 50, 10, "D"),
        ({"employees": "5", "industry": "Retail", "competitor": "yes"}, -15, 50, 0, "D"),
    ],
)
def test_scores(
    attributes: dict[str, str | None], earned: float, attainable: float, score: float, grade: str
) -> None:
    found = fit(RULES, attributes)
    assert (found.status, found.earned, found.attainable, found.total) == ("scored", earned, attainable, 60)
    assert found.score == pytest.approx(score, abs=1e-6)
    assert found.grade == grade


def test_too_little_known_is_no_low_score() -> None:
    found = fit(RULES, {"industry": "Retail"})
    assert (found.score, found.grade, found.status) == (None, None, "insufficient_data")
    assert (found.attainable, found.total) == (20, 60)
    assert fit(RULES, {"industry": "Retail"}, minimum_known=0.3).status == "scored"
    assert fit(RULES, {}, minimum_known=0).status == "insufficient_data"


def test_no_rules_no_fit() -> None:
    assert fit([], {"industry": "Retail"}) == Fit(None, None, "insufficient_data", 0, 0, 0, ())


MUST = {"attribute": "country", "equals": "Germany", "must_have": True}


@pytest.mark.parametrize(
    ("country", "missing", "status"),
    [
        ("Germany", "skip", "scored"),
        ("France", "skip", "disqualified"),
        (None, "skip", "scored"),
        (None, "zero", "disqualified"),
        (None, "disqualify", "disqualified"),
        ("Select", "disqualify", "disqualified"),
    ],
)
def test_must_haves(country: str | None, missing: str, status: str) -> None:
    found = fit([RULES[0], {**MUST, "missing": missing}], {"employees": "100", "country": country})
    assert found.status == status
    assert (found.score is None) == (found.grade is None) == (status == "disqualified")


@pytest.mark.parametrize(
    ("missing", "status", "attainable", "score"),
    [("skip", "scored", 30, 100.0), ("zero", "scored", 50, 60.0), ("disqualify", "disqualified", 30, None)],
)
def test_what_a_missing_attribute_does(
    missing: str, status: str, attainable: float, score: float | None
) -> None:
    found = fit([RULES[0], {**RULES[1], "missing": missing}], {"employees": "100"})
    assert (found.status, found.attainable, found.score) == (status, attainable, score)
    assert found.reasons[1].outcome == "unknown"


def test_a_profile_of_must_haves_only() -> None:
    assert fit([MUST], {"country": "Germany"}).score == 100
    assert fit([MUST], {}).status == "insufficient_data"


def test_a_profile_of_penalties_only() -> None:
    penalties = [{**RULES[3], "points": -30}, {"attribute": "student", "equals": True, "points": -10}]
    assert fit(penalties, {"competitor": "no", "student": "yes"}).score == 75


def test_grades_are_cut_where_the_agreement_says() -> None:
    known: dict[str, str | None] = {"employees": "100", "industry": "Retail"}
    assert fit(RULES, known, grades=(60, 40, 20)).grade == "A"


@pytest.mark.parametrize(
    ("rule", "text", "words"),
    [
        (RULES[0], "200-499", "employees between 50 and 1,000: yes, employees is 200-499 (30 of 30 points)"),
        (RULES[0], "20", "employees between 50 and 1,000: no, employees is 20 (0 of 30 points)"),
        (
            RULES[0],
            None,
            "employees between 50 and 1,000: unknown, employees is not filled in (30 points open)",
        ),
        (RULES[1], "Retail", "industry is Software or Banking: no, industry is Retail (0 of 20 points)"),
        (RULES[3], "yes", "competitor is yes: yes, competitor is yes (-15 points)"),
        (MUST, "France", "country is Germany: no, country is France (required)"),
        (
            {**RULES[0], "words": "a mid-sized company"},
            "100",
            "a mid-sized company: yes, employees is 100 (30 of 30 points)",
        ),
        (
            {"attribute": "email", "matches": "@gmail", "points": -5},
            "jo@gmail.com",
            "email matches @gmail: yes, email is filled in (-5 points)",
        ),
        (
            {"attribute": "last_name", "contains": "Test", "points": -5},
            "Jo Test",
            "last name with Test: yes, last name is filled in (-5 points)",
        ),
    ],
)
def test_reasons_are_sentences(rule: dict[str, Any], text: str | None, words: str) -> None:
    (reason,) = fit([rule], {rule["attribute"]: text}).reasons
    assert reason.words == words


def test_a_reason_says_what_the_title_said() -> None:
    rule = {"attribute": "job_title seniority", "one_of": ["vp", "director"], "points": 5}
    (reason,) = fit([rule], {"job_title": "Head of IT"}).reasons
    assert reason.words == (
        "job title seniority is vp or director: yes, job title seniority is director/head (5 of 5 points)"
    )


texts = st.one_of(
    st.none(), st.sampled_from(["", "Germany", "200-499", "5", "yes", "Software; Slack"]), st.text()
)
rules = st.fixed_dictionaries(
    {"attribute": st.sampled_from("abc"), "missing": st.sampled_from(["skip", "zero", "disqualify"])}
).flatmap(
    lambda rule: st.builds(
        lambda condition, worth: {**rule, **condition, **worth},
        st.sampled_from(
            [
                {"equals": "Germany"},
                {"between": [1, 100]},
                {"contains": "slack"},
                {"matches": "^y"},
                {"equals": True},
            ]
        ),
        st.one_of(st.just({"must_have": True}), st.integers(-50, 50).map(lambda points: {"points": points})),
    )
)


@given(st.lists(rules, max_size=6), st.dictionaries(st.sampled_from("abc"), texts))
def test_the_score_is_earned_over_attainable(
    given_rules: list[dict[str, Any]], lead: dict[str, str | None]
) -> None:
    found = fit(given_rules, lead)
    assert [reason.rule for reason in found.reasons] == list(range(len(given_rules)))
    assert found.earned == sum(reason.points for reason in found.reasons)
    assert 0 <= found.attainable <= found.total == sum(max(0, rule.get("points", 0)) for rule in given_rules)
    known = [
        rule
        for rule, reason in zip(given_rules, found.reasons, strict=True)
        if reason.outcome != "unknown" or rule["missing"] == "zero"
    ]
    assert found.attainable == sum(max(0, rule.get("points", 0)) for rule in known)
    failed = any(
        (rule.get("must_have") and reason.outcome == "not_met")
        or (reason.outcome == "unknown" and rule["missing"] == "disqualify")
        or (reason.outcome == "unknown" and rule["missing"] == "zero" and rule.get("must_have"))
        for rule, reason in zip(given_rules, found.reasons, strict=True)
    )
    assert (found.status == "disqualified") == failed
    assert (found.score is not None) == (found.status == "scored")
    if found.score is not None and found.total:
        exact = Fraction(int(found.earned), int(found.attainable)) * 100
        assert found.score == pytest.approx(float(min(100, max(0, exact))), abs=1e-6)


def test_doubts_name_the_nearest_attribute() -> None:
    icp = Icp.model_validate(
        {
            "rule": [
                {"attribute": "employees", "between": [1, 2], "points": 1},
                {"attribute": "employes", "between": [1, 2], "points": 1},
                {"attribute": "job_titel seniority", "equals": "vp", "points": 1},
                {"attribute": "job_title seniority", "one_of": ["vp", "wizard"], "points": 1},
                {"attribute": "job_title function", "between": [1, 2], "points": 1},
                {"attribute": "zzz", "equals": "a", "points": 1},
            ]
        }
    )
    found = doubts(icp, ["employees", "job_title"])
    assert [text.split(" ")[0] for text in found] == [f"icp.rule.{place}" for place in (2, 3, 4, 5, 6)]
    assert "did you mean 'employees'?" in found[0]
    assert "did you mean 'job_title seniority'?" in found[1]
    assert "'wizard'" in found[2]
    assert "one_of" in found[3]
    assert "known are employees, job_title" in found[4]


def test_a_hundred_thousand_leads_take_seconds() -> None:
    profile = compile_icp(Icp.model_validate({"rule": [*RULES, MUST, {**RULES[0], "attribute": "visits"}]}))
    leads = [
        {
            "employees": str(n % 5000),
            "industry": ("Software", "Retail", None)[n % 3],
            "country": "Germany",
            "visits": str(n),
        }
        for n in range(20_000)
    ]
    start = time.process_time()
    for lead in leads:
        profile(lead)
    assert time.process_time() - start < 3, "aim: 100,000 leads in a few seconds"
