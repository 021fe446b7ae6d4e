"""Planted leaks are found and honest attributes are left alone, over many simulated exports."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from models.leakage import judge
from models.leakage.area import area_of
from models.leakage.telling import standard_error

SEEDS = range(12)
every_seed = pytest.mark.parametrize("seed", SEEDS)


def outcomes(rng: np.random.Generator, leads: int, rate: float) -> np.ndarray:
    return rng.random(leads) < rate


@every_seed
@pytest.mark.parametrize(("leads", "rate"), [(2000, 0.05), (20_000, 0.05), (2000, 0.4), (20_000, 0.005)])
def test_a_column_filled_only_after_conversion_is_a_leak(seed: int, leads: int, rate: float) -> None:
    rng = np.random.default_rng(seed)
    outcome = outcomes(rng, leads, rate)
    verdict = judge("contract_value", outcome & (rng.random(leads) < 0.3), rng.random(leads), outcome)
    assert verdict.verdict == "leak"
    assert verdict.numbers["only_with_outcome_share"] == 1.0
    assert verdict.numbers["filled_auc"] == pytest.approx(0.65, abs=0.12)
    assert "100.0%" in verdict.reason


@every_seed
def test_a_default_that_conversion_overwrites_is_a_leak(seed: int) -> None:
    rng = np.random.default_rng(seed)
    outcome = outcomes(rng, 4000, 0.05)
    signed = np.where(outcome & (rng.random(4000) < 0.3), rng.integers(1, 99, 4000), 0)
    assert judge("seats_bought", np.ones(4000, bool), signed, outcome).verdict == "leak"
    assert judge("lifecycle", np.ones(4000, bool), signed > 0, outcome, categorical=True).verdict == "leak"


@every_seed
def test_a_reason_noted_on_losing_is_a_leak(seed: int) -> None:
    rng = np.random.default_rng(seed)
    outcome = outcomes(rng, 4000, 0.05)
    filled = ~outcome & (rng.random(4000) < 0.6)
    verdict = judge("lost_reason", filled, rng.integers(0, 6, 4000), outcome, categorical=True)
    assert verdict.verdict == "leak"
    assert verdict.numbers["only_with_outcome_share"] == 0.0


@every_seed
@pytest.mark.parametrize("categorical", [False, True])
def test_a_value_that_all_but_repeats_the_outcome_is_a_leak(seed: int, categorical: bool) -> None:
    rng = np.random.default_rng(seed)
    outcome = outcomes(rng, 3000, 0.2)
    told = np.where(rng.random(3000) < 0.97, outcome, ~outcome)
    stage = np.where(told, rng.integers(5, 8, 3000), rng.integers(0, 5, 3000))
    verdict = judge("stage", rng.random(3000) < 0.9, stage, outcome, categorical=categorical)
    assert verdict.verdict == "leak"
    assert verdict.numbers["value_auc"] is not None
    assert verdict.numbers["value_auc"] > 0.9


@every_seed
def test_a_number_that_falls_with_the_outcome_is_found_as_well(seed: int) -> None:
    rng = np.random.default_rng(seed)
    outcome = outcomes(rng, 2000, 0.1)
    days_open = rng.normal(0, 1, 2000) - 4.0 * outcome
    assert judge("days_open", np.ones(2000, bool), days_open, outcome).verdict == "leak"


@every_seed
@pytest.mark.parametrize(("leads", "rate"), [(60, 0.1), (300, 0.05), (5000, 0.02), (5000, 0.5)])
def test_honest_attributes_missing_at_random_are_left_alone(seed: int, leads: int, rate: float) -> None:
    """Noise, a useful number and a useful category: AUC up to about .75, as good attributes have."""
    rng = np.random.default_rng(seed)
    outcome = outcomes(rng, leads, rate)
    filled = rng.random(leads) > 0.1
    useful = rng.normal(0, 1, leads) + 0.9 * outcome
    channel = np.where(rng.random(leads) < 0.3, 3 * outcome, rng.integers(0, 6, leads))
    for name, value, categorical in (
        ("noise", rng.normal(0, 1, leads), False),
        ("employees", useful, False),
        ("country", rng.integers(0, 40, leads), True),
        ("domain", np.arange(leads), True),
        ("channel", channel, True),
        ("is_partner", rng.random(leads) < 0.02, True),
    ):
        assert judge(name, filled, value, outcome, categorical=categorical).verdict == "ok", name


@every_seed
def test_an_honest_mark_may_say_something(seed: int) -> None:
    """Half of those who convert leave a phone number, a third of the others; one referral in ten is lost."""
    rng = np.random.default_rng(seed)
    outcome = outcomes(rng, 5000, 0.38)
    phone = rng.random(5000) < np.where(outcome, 0.5, 0.33)
    assert judge("phone", phone, rng.random(5000), outcome).verdict == "ok"
    referred = rng.random(5000) < 0.08
    outcome = np.where(referred, rng.random(5000) < 0.9, outcome)
    assert judge("referred_by", referred, rng.integers(0, 99, 5000), outcome).verdict == "ok"


@every_seed
def test_what_might_be_honest_is_only_suspicious(seed: int) -> None:
    rng = np.random.default_rng(seed)
    outcome = outcomes(rng, 5000, 0.2)
    filled = rng.random(5000) < np.where(outcome, 0.7, 0.25)
    assert judge("budget", filled, rng.random(5000), outcome).verdict == "suspicious"
    value = rng.normal(0, 1, 5000) + 1.5 * outcome
    assert judge("page_value", np.ones(5000, bool), value, outcome).verdict == "suspicious"
    marked = ~outcome & (rng.random(5000) < 0.1)
    assert judge("student", marked, rng.random(5000), outcome).verdict == "suspicious"
    few = np.zeros(5000, bool)
    few[np.flatnonzero(outcome)[:7]] = True
    assert judge("upsell", few, rng.random(5000), outcome).verdict == "suspicious"


@pytest.mark.parametrize(
    ("filled", "outcome"),
    [
        ([], []),
        ([True], [True]),
        ([False] * 4, [True, False] * 2),
        ([True] * 4, [False] * 4),
        ([True] * 2, [True, False]),
    ],
)
@pytest.mark.parametrize("categorical", [False, True])
def test_too_few_leads_accuse_nobody(filled: list[bool], outcome: list[bool], categorical: bool) -> None:
    arrays = np.array(filled, bool), np.arange(len(filled)), np.array(outcome, bool)
    verdict = judge("anything", *arrays, categorical=categorical)
    assert (verdict.verdict, verdict.reason) == ("ok", "")


@given(st.integers(0, 1000), st.sampled_from([0.05, 0.3]))
def test_areas_are_scikit_learns(seed: int, rate: float) -> None:
    rng = np.random.default_rng(seed)
    outcome, value = np.append([True, False], outcomes(rng, 100, rate)), rng.integers(-5, 5, 102) * 1e6
    assert area_of(value, outcome) == pytest.approx(roc_auc_score(outcome, value))


def test_the_standard_error_is_the_spread_of_the_area() -> None:
    rng = np.random.default_rng(0)
    areas = []
    for _ in range(2000):
        positive, negative = rng.exponential(3.0, 30), rng.exponential(1.0, 90)
        areas.append((positive[:, None] > negative).mean())
    # Hanley and McNeil's formula is exact for exponential scores; here the area is 3 / (3 + 1)
    assert np.mean(areas) == pytest.approx(0.75, abs=0.005)
    assert standard_error(0.75, 30, 90) == pytest.approx(np.std(areas), rel=0.07)
    assert standard_error(0.5, 30, 90) == pytest.approx(sqrt(121 / (12 * 30 * 90)), rel=0.01)
