"""Leads are compared with leads that could have seen the same thing at the same age, and with no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.warm import market
from features.history import Coded, History, starts_of
from features.population import FAR
from models.matching import Cases, Leads, candidates, compare, discoveries, nearest
from models.matching.risk_sets import NOBODY

if TYPE_CHECKING:
    from models.rows import Ints

STAGES = ("lost", "mql", "recycled", "sql")


def little_world(seed: int, leads: int = 40) -> tuple[Leads, Ints]:
    """A crowded little world with ties, accounts, losses and returns; and when each lead saw something."""
    random = np.random.default_rng(seed)
    created = random.integers(0, 30, leads) * 5
    lead = np.sort(random.integers(0, leads, 60))
    at = created[lead] + random.integers(0, 40, lead.size)
    order = np.lexsort((at, lead))
    code = random.integers(0, len(STAGES), lead.size).astype(np.int32)
    stages = History(starts_of(lead, leads), at[order], {"stage": Coded(code, STAGES)})
    reached = np.where(random.random(leads) < 0.4, created + random.integers(0, 60, leads), FAR)
    won = np.where(random.random(leads) < 0.5, reached, FAR)
    seen = np.where(random.random(leads) < 0.7, created + random.integers(-5, 40, leads), FAR)
    family = np.where(random.random(leads) < 0.5, random.integers(0, 6, leads), 100 + np.arange(leads))
    return Leads(created, family, stages, reached, won, horizon=20, known_until=170), seen


def naive_stage(leads: Leads, lead: int, as_of: int) -> str | None:
    rows = range(leads.stages.starts[lead], leads.stages.starts[lead + 1])
    before = [row for row in rows if leads.stages.at[row] < as_of]
    codes = leads.stages.columns["stage"].codes
    return STAGES[codes[before[-1]]] if before else None


def naive_told(leads: Leads, lead: int, as_of: int) -> bool:
    mature = as_of + leads.horizon < leads.known_until
    open_ = not (leads.reached[lead] <= as_of) and not (leads.won[lead] < as_of)
    return bool(mature and open_ and naive_stage(leads, lead, as_of) != "lost")


def naive_candidates(leads: Leads, seen: Ints, case: int, at: int, most: int, window: int) -> list[int]:
    age = at - leads.created[case]
    fitting = [
        other
        for other in range(leads.created.size)
        if leads.family[other] != leads.family[case]
        and abs(leads.created[other] - leads.created[case]) <= window
        and not seen[other] <= leads.created[other] + age
        and naive_told(leads, other, leads.created[other] + age)
        and naive_stage(leads, other, leads.created[other] + age) == naive_stage(leads, case, at)
    ]
    return sorted(fitting, key=lambda other: abs(leads.created[other] - leads.created[case]))[:most]


@pytest.mark.parametrize("seed", range(12))
def test_candidates_are_those_of_the_plain_definition(seed: int) -> None:
    leads, seen = little_world(seed)
    lead = np.flatnonzero((seen < FAR) & (seen >= leads.created))
    cases = Cases(lead, seen[lead])
    told = np.array([naive_told(leads, *case) for case in zip(*cases, strict=True)])
    assert (leads.told(*cases) == told).all()
    cases = cases.of(told)
    assert cases.lead.size > 3
    everybody = candidates(leads, seen, cases, most=40, window=25)
    for found, case, at in zip(everybody, *cases, strict=True):
        expected = naive_candidates(leads, seen, case, at, 40, 25)
        assert sorted(found[found != NOBODY]) == sorted(expected)
        apart = np.abs(leads.created[found[found != NOBODY]] - leads.created[case])
        assert (np.diff(apart) >= 0).all()
    few = candidates(leads, seen, cases, most=3, window=25)
    assert (few == everybody[:, :3]).all()


def test_the_nearest_in_forecast_are_chosen_and_none_beyond_the_caliper() -> None:
    random = np.random.default_rng(5)
    margin, candidate = random.normal(size=50), random.integers(0, 99, (50, 8))
    candidate[random.random((50, 8)) < 0.3] = NOBODY
    others = np.where(candidate == NOBODY, np.nan, random.normal(size=(50, 8)))
    found = nearest(margin, others, candidate, each=3, caliper=0.5)
    for row in range(50):
        apart = [
            (abs(others[row, place] - margin[row]), place)
            for place in range(8)
            if candidate[row, place] != NOBODY and abs(others[row, place] - margin[row]) <= 0.5
        ]
        expected = [candidate[row, place] for _, place in sorted(apart)[:3]]
        assert found[row].tolist() == expected + [NOBODY] * (3 - len(expected))


def test_rates_are_those_of_cases_and_of_their_controls_each_set_alike() -> None:
    random = np.random.default_rng(3)
    lead, control = np.arange(200), random.integers(200, 400, (200, 4))
    control[random.random((200, 4)) < 0.4] = NOBODY
    y, theirs = (random.random(200) < 0.4) * 1.0, (random.random((200, 4)) < 0.2) * 1.0
    found = compare(lead, y, control, theirs, seed=7)
    sets = [row for row in range(200) if (control[row] != NOBODY).any()]
    assert found.cases == len(sets)
    assert found.rate == pytest.approx(np.mean([y[row] for row in sets]))
    means = [np.mean(theirs[row][control[row] != NOBODY]) for row in sets]
    assert found.matched == pytest.approx(np.mean(means))
    assert found.difference == pytest.approx(found.rate - found.matched)
    assert found.difference_interval is not None
    assert found.difference_interval.low < found.difference < found.difference_interval.high
    assert found == compare(lead, y, control, theirs, seed=7)


def test_a_control_that_serves_many_cases_makes_the_answer_less_sure() -> None:
    random = np.random.default_rng(4)
    lead, y = np.arange(300), (random.random(300) < 0.3) * 1.0
    many = np.arange(1000, 2200).reshape(300, 4)
    outcome = (random.random(2200) < 0.2) * 1.0
    few = random.choice(np.arange(1000, 1012), (300, 4))
    outcome[1000:1012] = [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    wide, narrow = (compare(lead, y, one, outcome[one], seed=1) for one in (few, many))
    assert wide.difference_interval is not None
    assert narrow.difference_interval is not None
    widths = [one.high - one.low for one in (wide.difference_interval, narrow.difference_interval)]
    assert widths[0] > 1.5 * widths[1]


@pytest.mark.parametrize(("cases", "rate"), [(49, 0.9), (400, 0.01)])
def test_too_few_cases_or_outcomes_say_nothing(cases: int, rate: float) -> None:
    y = np.zeros(cases)
    y[: int(rate * cases)] = 1.0
    control = np.arange(1000, 1000 + cases)[:, None]
    found = compare(np.arange(cases), y, control, np.zeros((cases, 1)), seed=0)
    assert (found.rate, found.difference, found.ratio_interval, found.chance) == (None, None, None, None)
    assert found.cases == cases


def test_what_only_warm_leads_see_looks_good_until_leads_alike_are_asked() -> None:
    covered, plain, ratios, crude = 0, 0, [], []
    for seed in range(50):
        world = market(seed, leads=900)
        alike, unlike = (world.compared(alike=alike, seed=seed) for alike in (True, False))
        assert alike.ratio is not None
        assert alike.ratio_interval is not None
        assert unlike.ratio is not None
        assert unlike.ratio_interval is not None
        covered += alike.ratio_interval.low <= 1 <= alike.ratio_interval.high
        plain += unlike.ratio_interval.low <= 1 <= unlike.ratio_interval.high
        ratios.append(alike.ratio)
        crude.append(unlike.ratio)
    assert covered >= 46  # of 50: about 95 %
    assert plain < 25
    assert 0.9 < np.median(ratios) < 1.1
    assert np.median(crude) > 1.5


def test_what_does_make_leads_convert_is_seen() -> None:
    found = [market(seed, effect=2.5).compared(alike=True, seed=seed) for seed in range(8)]
    assert all(one.ratio_interval is not None and one.ratio_interval.low > 1 for one in found)


def test_discoveries_are_those_of_the_plain_definition() -> None:
    random = np.random.default_rng(8)
    for _ in range(200):
        chance = (random.random(random.integers(1, 20)) ** 3).round(3)
        ordered = sorted(chance)
        limits = [value for rank, value in enumerate(ordered, 1) if value <= 0.05 * rank / len(ordered)]
        assert discoveries(chance.tolist()) == [bool(limits) and value <= max(limits) for value in chance]
    assert discoveries([]) == []
