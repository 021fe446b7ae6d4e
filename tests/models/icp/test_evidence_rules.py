"""The rules there are: points, must-haves, what no longer holds, grades, and cells of the grid."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from features.agreement import Icp
from models.icp.evidence.audit import audit, graded
from models.icp.evidence.grid import Cells, grid
from models.icp.evidence.points import holm, scale_of
from models.icp.evidence.propose import propose
from models.icp.evidence.sample import Sample

DAY = 86_400_000_000


def company(
    ratios: list[float], leads: int = 12_000, share: float = 0.15, seed: int = 5, must: int | None = None
) -> Sample:
    """Leads whose outcome is so many times as likely where each rule is met."""
    random = np.random.default_rng(seed)
    met = random.random((leads, len(ratios))) < 0.5
    chance = np.prod(np.where(met, ratios, 1.0), axis=1)
    y = (random.random(leads) < np.minimum(chance * share / chance.mean(), 1)) * 1.0
    refused = ~met[:, must] if must is not None else np.zeros(leads, dtype=bool)
    created = np.arange(leads) * (800 * DAY // leads)
    return Sample(y, np.arange(leads), created, met, np.zeros_like(met), refused)


def profile(*points: float | None) -> Icp:
    return Icp.model_validate(
        {
            "rule": [
                {"attribute": f"a{place}", "equals": True}
                | ({"must_have": True} if one is None else {"points": one})
                for place, one in enumerate(points)
            ]
        }
    )


def changes(sample: Sample, icp: Icp) -> dict[int | None, tuple[str, float | None]]:
    told = propose(sample, icp, (), seed=7).changes
    return {change.rule: (change.kind, change.after) for change in told}


def test_points_that_follow_the_effects_stay() -> None:
    assert changes(company([1.5, 1.5, 1.5]), profile(20, 20, 20)) == {}
    found = [changes(company([1.5, 1.5, 1.5], 800, seed=seed), profile(20, 20, 20)) for seed in range(8)]
    assert sum(map(bool, found)) <= 1  # effects that chance made differ are no reason


def test_a_rule_that_does_nothing_is_dropped_only_where_there_is_enough_to_tell() -> None:
    icp = profile(20, 20, 20)
    assert changes(company([1.6, 1.6, 1.0], 30_000), icp)[2] == ("drop", None)
    assert all(kind != "drop" for kind, _ in changes(company([1.6, 1.6, 1.0], 1_000), icp).values())


def test_a_rule_worth_far_more_than_its_points_gets_more() -> None:
    told = changes(company([3.0, 1.3, 1.3]), profile(10, 30, 30))
    kind, after = told[0]
    assert kind == "points"
    assert after is not None
    assert 20 <= after <= 25


def test_a_must_have_is_softened_where_those_it_rejects_convert_too() -> None:
    assert changes(company([1.5, 1.5], must=1), profile(20, None))[1][0] == "soften"
    assert 1 not in changes(company([1.5, 4.0], must=1), profile(20, None))
    assert 1 not in changes(company([1.5, 1.5], 300, must=1), profile(20, None))


def test_new_points_are_on_the_scale_of_the_old() -> None:
    beta, cov = np.log([1.5, 1.5, 1.5]), np.eye(3) * 1e-4
    scale = scale_of(np.full(3, 20.0), beta, cov, np.zeros(0))
    assert scale.points(np.log(1.5), 0.01) == 20
    assert scale.points(-np.log(1.5), 0.01) == -20
    assert scale.points(9.0, 0.01) == 20  # no rule outweighs a third of all
    small = scale_of(np.full(3, 1.0), beta, cov, np.zeros(0))
    assert small.points(np.log(1.5), 0.01) == pytest.approx(0.9)  # steps of a twentieth, up to a third


@pytest.mark.parametrize(
    ("p", "holds"),
    [
        ([0.01, 0.04], [True, True]),
        ([0.03, 0.04], [False, False]),
        ([0.2, 0.001, 0.03], [False, True, False]),
    ],
)
def test_holm_stops_at_the_first_that_fails(p: list[float], holds: list[bool]) -> None:
    assert holm(p).tolist() == holds


def test_verdicts_say_what_was_planted() -> None:
    sample = company([1.8, 1.0, 0.5])
    told = audit(sample, profile(20, 20, 20), int(sample.created.max()) - 365 * DAY)
    assert [row["verdict"] for row in told] == [
        "separates",
        "no difference beyond chance",
        "those who meet it convert less",
    ]
    assert told[0]["lift"]["low"] < 1.8 < told[0]["lift"]["high"]
    assert told[0]["met"]["leads"] == sample.met[:, 0].sum()


def test_a_rule_that_used_to_separate_is_told() -> None:
    random = np.random.default_rng(8)
    sample = company([1.0, 1.5])
    old = sample.created < 400 * DAY
    y = np.where(old & sample.met[:, 0], random.random(len(sample)) < 0.4, random.random(len(sample)) < 0.1)
    told = audit(
        Sample(y * 1.0, sample.cluster, sample.created, sample.met, sample.unknown, sample.refused),
        profile(20, 20),
        int(sample.created.max()) - 365 * DAY,
    )
    assert told[0]["verdict"] == "no longer separates"
    assert told[0]["earlier"]["low"] > 1 > told[0]["newest_year"]["low"]
    assert not told[1]["fallen"]


def test_winners_that_a_must_have_rejects_are_counted() -> None:
    sample = company([1.5, 1.5], must=1)
    rejects: dict[str, Any] = audit(sample, profile(20, None), 0)[1]["rejects"]
    lost = sum(1 for y, met in zip(sample.y, sample.met[:, 1], strict=True) if y and not met)
    assert (rejects["winners"]["outcomes"], rejects["winners"]["leads"]) == (lost, sample.y.sum())


def test_few_leads_are_too_few_to_say() -> None:
    sample = company([1.5], leads=30)
    assert audit(sample, profile(20), 0)[0]["verdict"] == "too few leads to say"


@pytest.mark.parametrize(
    ("rates", "says"),
    [((0.4, 0.3, 0.2, 0.1), "yes"), ((0.4, 0.1, 0.3, 0.1), "no: C converts better than B, beyond chance")],
)
def test_grades_are_in_order_or_not(rates: tuple[float, ...], says: str) -> None:
    random = np.random.default_rng(9)
    letters = [("A", "B", "C", "D")[code] for code in random.integers(0, 4, 6000)]
    y = (random.random(6000) < [rates["ABCD".index(one)] for one in letters]) * 1.0
    none = np.zeros((6000, 0), dtype=bool)
    sample = Sample(y, np.arange(6000), np.arange(6000), none, none, np.zeros(6000, dtype=bool))
    told = graded(sample, letters)
    assert told["order"] == says
    assert [row["leads"] for row in told["grades"]] == [letters.count(one) for one in "ABCD"]


def cells(bad: bool, moments: int = 1) -> Cells:
    random = np.random.default_rng(10)
    letter, band = random.choice(list("ABCD"), 8000), random.integers(1, 5, 8000)
    chance = np.full(8000, 0.2)
    if bad:
        chance[(letter == "A") & (band == 4)] = 0.02
        chance[(letter == "D") & (band == 1)] = 0.5
    y = (random.random(8000) < chance) * 1.0
    every = [np.repeat(one, moments) for one in (letter, band, y, np.arange(8000))]
    return Cells(*every[:3], np.full(8000 * moments, 1 / moments), every[3], np.full(8000 * moments, np.nan))


def test_cells_at_odds_are_named_and_no_others() -> None:
    told = {(cell["fit"], cell["band"]): cell["disagrees"] for cell in grid(cells(bad=True))}
    assert {where: why for where, why in told.items() if why} == {
        ("A", 4): "good fit",
        ("D", 1): "poor fit",
    }
    assert not any(cell["disagrees"] for cell in grid(cells(bad=False)))


def test_a_lead_seen_four_times_counts_once() -> None:
    once, often = (grid(cells(bad=True, moments=count)) for count in (1, 4))
    for one, other in zip(once, often, strict=True):
        assert [other[name] for name in ("leads", "rate", "low", "high")] == pytest.approx(
            [one[name] for name in ("leads", "rate", "low", "high")]
        )
