"""What separates is found, and what does not is let alone: accounts, time and freedom of choice included."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.icp import MATTERING, proposed_for, simulated
from models.icp.evidence.choices import best
from models.icp.evidence.crossfit import out_of_fold
from models.icp.evidence.design import beside_rules, indicator
from models.icp.evidence.loglinear import fit
from models.icp.evidence.propose import condition_of, propose
from models.icp.evidence.sample import Attribute, Sample
from models.icp.evidence.search import judged, screen, search


def sample_of(y: np.ndarray, cluster: np.ndarray | None = None) -> Sample:
    none = np.zeros((y.size, 0), dtype=bool)
    own = np.arange(y.size) if cluster is None else cluster
    return Sample(y, own, np.arange(y.size), none, none, np.zeros(y.size, dtype=bool))


def words(name: str, codes: np.ndarray, groups: int, kind: str = "unordered") -> Attribute:
    told = tuple({"one_of": [f"{name} {place}"]} for place in range(groups))
    names = tuple(f"{name} {place}" for place in range(groups))
    return Attribute(name, kind, names, codes[:, None] == np.arange(groups), np.ones(codes.size, bool), told)


def test_what_matters_to_nobody_is_seldom_proposed() -> None:
    assert sum(bool(proposed_for(simulated(seed, 1500, 0.1))) for seed in range(40)) <= 3


def test_what_matters_is_proposed_and_what_does_not_is_not() -> None:
    found = [proposed_for(simulated(seed, 4000, 0.15, matters=True)) for seed in range(6)]
    assert sum(len(names & set(MATTERING)) for names in found) >= 14
    assert sum(bool(names - set(MATTERING)) for names in found) <= 1


def test_accounts_that_hang_together_do_not_pass_for_evidence() -> None:
    wrong = {True: 0, False: 0}
    for seed in range(12):
        random = np.random.default_rng(seed)
        account = random.integers(0, 150, 1500)
        y = (random.random(1500) < np.minimum(0.9, 0.1 * np.exp(random.standard_normal(150)))[account]) * 1.0
        region = words("region", random.integers(0, 6, 150)[account], 6)
        for aware in wrong:
            sample = sample_of(y, account if aware else np.arange(1500))
            wrong[aware] += bool(search(sample, beside_rules(sample), [region], seed=7))
    assert wrong[True] <= 2
    assert wrong[False] >= 6


def test_a_market_that_rises_is_not_the_doing_of_what_changes_with_it() -> None:
    wrong = {True: 0, False: 0}
    for seed in range(10):
        random = np.random.default_rng(seed)
        y = (random.random(4000) < np.linspace(0.05, 0.25, 4000)) * 1.0
        form = words("form", (random.random(4000) < np.linspace(0.1, 0.9, 4000)).astype(int), 2)
        sample = sample_of(y)
        for aware in wrong:
            x = beside_rules(sample) if aware else np.ones((4000, 1))
            wrong[aware] += bool(search(sample, x, [form], seed=7))
    assert wrong[True] <= 1
    assert wrong[False] == 10


def test_the_right_groups_are_chosen() -> None:
    random = np.random.default_rng(3)
    codes, levels = random.integers(0, 6, 8000), random.integers(0, 6, 8000)
    chance = 0.1 * np.where(np.isin(codes, [1, 4]), 2.0, 1.0) * np.where(np.isin(levels, [2, 3]), 2.0, 1.0)
    sample = sample_of((random.random(8000) < chance) * 1.0)
    attributes = [words("sector", codes, 6), words("size", levels, 6, "ordered")]
    found = {one.attribute: one for one in search(sample, beside_rules(sample), attributes, seed=7)}
    assert {place: set(one.choice.groups) for place, one in found.items()} == {0: {1, 4}, 1: {2, 3}}
    assert all(one.choice.z > 0 and one.p <= 0.05 for one in found.values())


def test_what_only_repeats_what_was_found_is_not_found_again() -> None:
    random = np.random.default_rng(4)
    codes = random.integers(0, 2, 6000)
    copy = np.where(random.random(6000) < 0.9, codes, 1 - codes)
    sample = sample_of((random.random(6000) < np.where(codes == 1, 0.2, 0.08)) * 1.0)
    attributes = [words("copy", copy, 2), words("size", codes, 2)]
    told = screen(sample, beside_rules(sample), attributes, seed=7)
    assert [one.p <= 0.05 for one in told] == [True, True]
    assert [one.attribute for one in search(sample, beside_rules(sample), attributes, seed=7)] == [1]


def test_groups_are_judged_on_leads_that_had_no_part_in_choosing_them() -> None:
    chosen, judged_apart = [], []
    for seed in range(25):
        random = np.random.default_rng(seed)
        sample = sample_of((random.random(1500) < 0.1) * 1.0)
        x, attribute = beside_rules(sample), words("sector", random.integers(0, 10, 1500), 10)
        (scores,) = judged(sample, x, [attribute])
        choice = best(scores)
        assert choice is not None
        for columns, into in (
            (indicator(attribute, choice.groups), chosen),
            (out_of_fold(sample, x, attribute, choice, seed), judged_apart),
        ):
            found = fit(np.column_stack([x, *columns]), sample.y, sample.cluster)
            into.append(float(found.beta[x.shape[1]]) * np.sign(choice.z))
    assert np.mean(chosen) > 0.3
    assert abs(np.mean(judged_apart)) < 0.1


def test_too_few_outcomes_are_too_few_to_propose_anything() -> None:
    told = propose(*simulated(1, 1500, 0.015, matters=True), seed=7)
    assert not told.enough
    assert told.changes == ()


def test_the_same_leads_give_the_same_proposal() -> None:
    once, again = (propose(*simulated(3, matters=True), seed=7).to_json() for _ in range(2))
    assert once == again
    assert once["changes"]


@pytest.mark.parametrize(
    ("conditions", "groups", "expected"),
    [
        ([{"one_of": ["a"]}, {"one_of": ["b"]}, {"one_of": ["c"]}], (0, 2), {"one_of": ["a", "c"]}),
        ([{"contains": ["a"]}, {"contains": ["b"]}], (1,), {"contains": ["b"]}),
        ([{"equals": True}, {"equals": False}], (1,), {"equals": False}),
        ([{"between": [1, 5]}, {"between": [6, 9]}, {"between": [10, 20]}], (1,), {"between": [6, 9]}),
        (
            [{"between": [1, 5]}, {"between": [6, 9]}, {"between": [10, 20]}],
            (1, 2),
            {"between": [6, float("inf")]},
        ),
        ([{"between": [1, 5]}, {"between": [6, 9]}], (0,), {"between": [-float("inf"), 5]}),
    ],
)
def test_groups_become_one_condition(
    conditions: list[dict[str, object]], groups: tuple[int, ...], expected: dict[str, object]
) -> None:
    size = len(conditions)
    member, known = np.zeros((1, size), dtype=bool), np.ones(1, dtype=bool)
    attribute = Attribute("x", "ordered", tuple("abc"[:size]), member, known, tuple(conditions))
    assert condition_of(attribute, groups) == expected
