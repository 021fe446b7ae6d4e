"""The parts of the search against slow definitions of the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from models.personas import Condition, Fact, Facts, Followed, first_half, jaccard, named, rand_index
from models.personas.evidence import evidence
from models.personas.facts import united
from models.personas.shuffle import companies, dealt

LEADS = st.lists(st.tuples(st.integers(-1, 9), st.integers(1, 12)), min_size=1, max_size=40)
ACCOUNTS = st.lists(st.integers(-1, 6), min_size=1, max_size=60)


@settings(deadline=None)
@given(LEADS)
def test_excess_is_what_came_less_what_usually_comes(leads: list[tuple[int, int]]) -> None:
    after = np.array([min(one, watched) if one >= 0 else -1 for one, watched in leads])
    watched = np.array([watched for _, watched in leads])
    found = Followed(after[:, None], watched[:, None]).excess()[:, 0].astype(np.float64)
    time = [one if one >= 0 else until for one, until in zip(after, watched, strict=True)]
    usual = [
        sum(
            sum(a == t for a in after) / sum(other >= t for other in time)
            for t in sorted(set(after[after >= 0].tolist()))
            if t <= own
        )
        for own in time
    ]
    expected = np.array([float(one >= 0) for one in after]) - np.array(usual)
    unit = max(1.0, np.abs(found).sum()) / max(1e-9, np.abs(expected).sum())
    assert np.allclose(found / unit, expected, rtol=1e-4, atol=1e-4)
    assert np.array_equal(found, np.round(found))
    assert abs(expected.sum()) < 1e-9  # what is more for some is less for others


def test_leads_never_at_risk_count_for_nothing() -> None:
    followed = Followed(np.array([[3], [-1], [2]]), np.array([[9], [9], [0]]))
    assert followed.excess()[2, 0] == 0
    assert followed.reached[:, 0].tolist() == [True, False, False]


@settings(deadline=None)
@given(st.integers(2, 30))
def test_evidence_is_the_squared_distance_in_standard_errors(size: int) -> None:
    rng = np.random.default_rng(size)
    excess = rng.integers(-9, 10, (size, 2)).astype(np.float32)
    part = rng.random(size) < 0.5
    told = evidence(excess[part].sum(axis=0, dtype=np.float64)[None], np.array([part.sum()]), excess)[0]
    expected = 0.0
    for column in excess.astype(np.float64).T:
        n, variance = part.sum(), column.var(ddof=1)
        if 0 < n < size and variance > 0:
            # of a mean drawn without replacement
            expected += (column[part].mean() - column.mean()) ** 2 / (variance / n * (1 - n / size))
    assert told == pytest.approx(expected)


@settings(deadline=None)
@given(ACCOUNTS, st.integers(0, 5))
def test_outcomes_are_dealt_by_company(account: list[int], seed: int) -> None:
    own = np.array(account)
    of = companies(own)
    assert sorted(row for members in of for row in members.ravel().tolist()) == list(range(own.size))
    for members in of:
        for rows in members:
            assert len(set(own[rows].tolist())) == 1
            assert rows.size == 1 or own[rows[0]] >= 0
    got = dealt(np.random.default_rng(seed), of, own.size)
    assert sorted(got.tolist()) == list(range(own.size))
    for whole in {one for one in account if one >= 0}:
        givers = own[got[own == whole]]
        assert len(set(givers.tolist())) == 1 or set(givers.tolist()) == {-1}


@settings(deadline=None)
@given(ACCOUNTS, st.integers(0, 5))
def test_no_company_is_in_both_halves(account: list[int], seed: int) -> None:
    own = np.array(account)
    half = first_half(own, seed)
    assert not (set(own[half & (own >= 0)].tolist()) & set(own[~half & (own >= 0)].tolist()))
    assert np.array_equal(half, first_half(own, seed))


def test_halves_are_about_as_large() -> None:
    own = np.repeat(np.arange(500), 3)
    assert 0.45 < first_half(own, 1).mean() < 0.55


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=50))
def test_the_rand_index_is_that_of_the_literature(pairs: list[tuple[int, int]]) -> None:
    a, b = np.array(pairs).T
    assert rand_index(a, b) == pytest.approx(adjusted_rand_score(a, b))


def test_jaccard() -> None:
    a, b = np.array([True, True, False, False]), np.array([True, False, True, False])
    assert jaccard(a, b) == pytest.approx(1 / 3)
    assert jaccard(~(a | b) & a, b & ~b) == 0.0


def condition(attribute: str, *groups: str, **says: object) -> Condition:
    return Condition(attribute, groups, tuple(says.items()))


@pytest.mark.parametrize(
    ("some", "says"),
    [
        ([{"one_of": ["a"]}, {"one_of": ["b"]}], {"one_of": ["a", "b"]}),
        ([{"contains": ["x"]}, {"contains": ["y"]}], {"contains": ["x", "y"]}),
        ([{"between": [1, 2]}, {"between": [3, 9]}], {"between": [1, 9]}),
        ([{"equals": True}], {"equals": True}),
        ([{"equals": True}, {"equals": False}], None),
        ([{"one_of": ["a"]}, {"contains": ["b"]}], None),
    ],
)
def test_groups_are_united_where_the_agreement_has_words(some: list[dict], says: dict | None) -> None:
    made = united([Condition("x", (str(place),), tuple(one.items())) for place, one in enumerate(some)])
    assert (None if made is None else dict(made.says)) == says


def test_only_what_the_agreement_can_say_is_asked() -> None:
    member = np.eye(4, dtype=bool)
    says = ({"one_of": ["a"]}, {"one_of": ["b"]}, {"one_of": ["c"]}, None)
    groups = ("a", "b", "c", "not filled in")
    runs = Facts.of([Fact("size", "ordered", groups, member, says)])
    assert [one.groups for one in runs.conditions] == [("a",), ("b",), ("c",), ("a", "b"), ("b", "c")]
    pairs = Facts.of([Fact("size", "unordered", groups, member, says)])
    assert {one.groups for one in pairs.conditions[3:]} == {("a", "b"), ("a", "c"), ("b", "c")}
    assert not pairs.member[3].any()
    assert pairs.member[:, 4].tolist() == [True, False, True, False]


@pytest.mark.parametrize(
    ("conditions", "name"),
    [
        (
            [
                condition("employees", "200-499", one_of=["200-499"]),
                condition("job_title function", "marketing", one_of=["marketing"]),
                condition("job_title seniority", "director/head", one_of=["director/head"]),
            ],
            "Directors and heads in marketing at 200-499 employees",
        ),
        (
            [condition("annual_revenue", "low", between=[1000, 2500.5])],
            "Leads with annual revenue 1,000 to 2,500.5",
        ),
        ([condition("channel", "paid_search", "referral", one_of=[])], "Leads by paid search or referral"),
        ([condition("do_not_call", "yes", equals=True)], "Leads with do not call"),
        ([condition("do_not_call", "no", equals=False)], "Leads without do not call"),
        ([condition("technologies", "SAP", contains=["SAP"])], "Leads using SAP"),
    ],
)
def test_names_say_the_conditions(conditions: list[Condition], name: str) -> None:
    assert named([conditions, conditions]) == [name, f"{name} (2)"]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=4))
def test_no_name_is_given_twice(values: list[str]) -> None:
    names = named([[condition("x", value, one_of=[value])] for value in values])
    assert len(set(names)) == len(values)
