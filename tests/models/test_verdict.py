"""Verdicts on channels: rates that few leads do not exaggerate, costs, and a rule that errs seldom."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from models.verdict import (
    Bill,
    Estimate,
    Measured,
    Money,
    Rule,
    bill,
    falling,
    judge,
    shrunk,
    worth_of,
)

RULE = Rule(scrap_below=0.5, least_outcomes=10)


def measured(
    low: float, high: float, *, leads: int = 1000, outcomes: int = 50, falls: bool = False
) -> Measured:
    return Measured("sql", leads, outcomes, Estimate((low + high) / 2, low, high), 0.1, falls)


@pytest.mark.parametrize(
    ("one", "money", "word", "reason"),
    [
        (measured(0.08, 0.12), Money(), "keep", "level"),
        (measured(0.11, 0.15), Money(), "keep", "better"),
        (measured(0.06, 0.09), Money(), "tweak", "worse"),
        (measured(0.04, 0.07), Money(), "tweak", "worse"),
        (measured(0.02, 0.04), Money(), "scrap", "half"),
        (measured(0.02, 0.04), Money(spent=0.0), "tweak", "unpaid"),
        (measured(0.02, 0.04), Money(9.0, Estimate(5, 4, 6), Estimate(9, 7, 11)), "tweak", "pays"),
        (measured(0.02, 0.04), Money(9.0, Estimate(5, 4, 6), Estimate(3, 2, 5)), "tweak", "pays"),
        (measured(0.02, 0.04), Money(9.0, Estimate(5, 4, 6), Estimate(2, 1, 3)), "scrap", "loses"),
        (measured(0.08, 0.12), Money(9.0, Estimate(5, 4, 6), Estimate(2, 1, 3)), "tweak", "loses"),
        (measured(0.08, 0.12, falls=True), Money(), "tweak", "falling"),
        (measured(0.0, 0.04, leads=99, outcomes=0), Money(), "too early to say", "few"),
        (measured(0.0, 0.04, leads=100, outcomes=0), Money(), "scrap", "half"),
        (measured(0.2, 0.4, leads=40, outcomes=10), Money(), "keep", "better"),
    ],
)
def test_the_rule_is_what_it_says(one: Measured, money: Money, word: str, reason: str) -> None:
    verdict = judge([one], money, RULE)
    assert verdict.word == word
    assert reason in [name for name, _ in verdict.reasons]


def test_a_target_that_cannot_be_judged_yet_decides_nothing() -> None:
    early = Measured("close", 30, 0, Estimate(0.001, 0.0, 0.002), 0.05, falls=True)
    assert judge([measured(0.08, 0.12), early], Money(), RULE).word == "keep"
    assert judge([], Money(), RULE).word == "too early to say"


def test_rates_lie_between_their_own_and_that_of_all_and_large_groups_keep_theirs() -> None:
    found = shrunk([2, 30, 900], [20, 200, 9000], 0.95)
    assert found is not None
    for rate, own in zip(found.rates, (0.1, 0.15, 0.1), strict=True):
        assert min(own, found.overall) - 1e-9 <= rate.value <= max(own, found.overall) + 1e-9
        assert rate.low < rate.value < rate.high
    assert found.rates[2].value == pytest.approx(0.1, abs=0.001)
    assert shrunk([0, 0], [5, 9], 0.95) is None
    assert shrunk([5, 9], [5, 9], 0.95) is None


def test_groups_that_differ_keep_their_own_rates_and_groups_alike_are_drawn_together() -> None:
    alike, apart = (shrunk(k, [400] * 6, 0.95) for k in ([40, 41, 39, 42, 38, 40], [5, 90, 20, 70, 40, 15]))
    assert alike is not None
    assert apart is not None
    assert alike.strength > 20 * apart.strength
    assert apart.rates[0].value < 0.02 < alike.rates[0].low


def test_intervals_hold_the_true_rate_as_often_as_they_say() -> None:
    random = np.random.default_rng(2)
    held = []
    for _ in range(300):
        rates = random.beta(4, 60, 9)
        leads = random.integers(30, 1500, 9)
        found = shrunk(random.binomial(leads, rates).tolist(), leads.tolist(), 0.95)
        assert found is not None
        held += [one.low <= rate <= one.high for one, rate in zip(found.rates, rates, strict=True)]
    assert 0.92 < np.mean(held) < 0.98


def test_an_average_channel_is_hardly_ever_scrapped_and_seldom_tweaked() -> None:
    random, words = np.random.default_rng(3), []
    for sizes in ([4000, 2000, 1000, 500, 100], [400, 300, 200, 150, 60]):
        for _ in range(150):
            outcomes = random.binomial(sizes, 0.08)
            found = shrunk(outcomes.tolist(), sizes, 0.95)
            assert found is not None
            for n, k, rate in zip(sizes, outcomes.tolist(), found.rates, strict=True):
                words.append(
                    judge([Measured("sql", n, k, rate, found.overall, falls=False)], Money(), RULE).word
                )
    assert words.count("scrap") < 0.005 * len(words)
    assert words.count("tweak") < 0.05 * len(words)


def test_a_bad_channel_is_scrapped_once_it_has_enough_leads() -> None:
    random, words = np.random.default_rng(4), []
    sizes = [4000, 2000, 1000, 900]
    for _ in range(100):
        outcomes = random.binomial(sizes, [0.08, 0.08, 0.08, 0.015])
        found = shrunk(outcomes.tolist(), sizes, 0.95)
        assert found is not None
        bad = Measured("sql", 900, int(outcomes[3]), found.rates[3], found.overall, falls=False)
        words.append(judge([bad], Money(), RULE).word)
    assert words.count("scrap") > 80


def falls(random: np.random.Generator, own: list[float], others: list[float]) -> float:
    n, m = np.full(len(own), 120), np.full(len(own), 900)
    found = falling(random.binomial(n, own), n, random.binomial(m, others), m)
    assert found is not None
    return found


def test_a_fall_is_chance_as_often_as_it_says_whatever_befalls_all_channels() -> None:
    random = np.random.default_rng(5)
    for own, others in (([0.1] * 6, [0.1] * 6), ([0.02] * 6, [0.1] * 6)):
        chance = [falls(random, own, others) for _ in range(400)]
        assert 0.02 < np.mean(np.array(chance) < 0.05) < 0.08
    together = np.linspace(0.2, 0.05, 6)
    odds = 0.5 * together / (1 - together)
    chance = [falls(random, (odds / (1 + odds)).tolist(), together.tolist()) for _ in range(400)]
    assert np.mean(np.array(chance) < 0.05) < 0.08


def test_a_fall_against_the_others_is_seen_and_a_rise_is_none() -> None:
    random = np.random.default_rng(6)
    down, up = np.linspace(0.25, 0.03, 6).tolist(), np.linspace(0.03, 0.25, 6).tolist()
    assert max(falls(random, down, [0.1] * 6) for _ in range(30)) < 0.01
    assert min(falls(random, up, [0.1] * 6) for _ in range(30)) > 0.9


def test_two_quarters_and_channels_without_outcomes_say_nothing_of_a_trend() -> None:
    two, none = np.array([50, 60]), np.zeros(5, dtype=np.int64)
    assert falling(np.array([5, 1]), two, np.array([9, 9]), two) is None
    many = np.full(5, 100)
    assert falling(none, many, np.full(5, 10), many) is None


def test_costs_are_spend_over_outcomes_and_ends_change_places() -> None:
    rate = Estimate(0.05, 0.04, 0.08)
    found = bill(rate, (50, 950), 10_000.0, 1000, None, 0.95, 1)
    assert found == Bill(Estimate(200.0, 125.0, 250.0), None, None)
    assert bill(rate, (50, 950), None, 1000, None, 0.95, 1).per_outcome is None


def test_value_and_return_follow_rate_and_worth() -> None:
    amounts = np.random.default_rng(1).lognormal(8, 0.5, 400)
    worth = worth_of(amounts, amounts, 0.95, 7)
    assert worth is not None
    assert worth.estimate.value == pytest.approx(amounts.mean())
    half = 1.96 * amounts.std() / np.sqrt(amounts.size)
    assert worth.estimate.high - worth.estimate.low == pytest.approx(2 * half, rel=0.15)
    beta = (50.0, 950.0)
    rate = Estimate(0.05, *stats.beta.ppf([0.025, 0.975], *beta))
    found = bill(rate, beta, 20_000.0, 1000, worth, 0.95, 7)
    assert found.value is not None
    assert found.back is not None
    assert found.value.value == pytest.approx(0.05 * amounts.mean())
    assert found.value.low < found.value.value < found.value.high
    assert tuple(found.back) == pytest.approx([side / 20.0 for side in found.value])
    assert bill(rate, beta, 0.0, 1000, worth, 0.95, 7).back is None


def test_one_large_deal_makes_no_channel_rich_and_silence_is_no_worth() -> None:
    every = np.append(np.full(200, 1000.0), 100_000.0)
    lucky = worth_of(np.array([100_000.0]), every, 0.95, 1)
    usual = worth_of(np.empty(0), every, 0.95, 1)
    assert lucky is not None
    assert usual is not None
    assert usual.estimate.value == pytest.approx(every.mean())
    assert lucky.estimate.value < 12_000
    assert worth_of(np.empty(0), np.empty(0), 0.95, 1) is None
