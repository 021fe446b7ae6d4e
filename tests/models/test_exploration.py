"""Weights turn the leads that were handed over into a sample of all of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.exploration import effective, explored_alone, weights


def test_weights_of_handed_over_leads_are_one_over_their_chance() -> None:
    handed = np.array([True, True, False, True, True])
    propensity = np.array([1.0, 0.05, 0.05, 0.0, math.nan])
    assert weights(handed, propensity).tolist() == [1.0, 20.0, 0.0, 0.0, 0.0]


def test_explored_leads_count_alike_whatever_their_chance_if_they_have_one() -> None:
    explore = np.array([True, True, False, True, True])
    propensity = np.array([1.0, 0.05, 0.05, 0.0, math.nan])
    assert explored_alone(explore, propensity).tolist() == [1.0, 1.0, 0.0, 0.0, 0.0]


def test_both_estimate_the_mean_over_all_leads_and_the_plain_mean_does_not() -> None:
    random = np.random.default_rng(0)
    score = random.random(400_000)
    outcome = (random.random(score.size) < score**3).astype(float)
    explore = random.random(score.size) < 0.05
    propensity = np.where(score > 0.8, 1.0, 0.05)
    handed = (score > 0.8) | explore
    for weight in (weights(handed, propensity), explored_alone(explore, propensity)):
        error = 4 * outcome.std() / math.sqrt(effective(weight))
        assert np.average(outcome, weights=weight) == pytest.approx(0.25, abs=error)
        assert error < 0.02
    assert outcome[handed].mean() > 0.5


@given(st.integers(1, 50), st.floats(0.01, 10.0), st.integers(0, 50))
def test_leads_that_count_alike_are_worth_their_number(count: int, each: float, others: int) -> None:
    weight = np.array([each] * count + [0.0] * others)
    assert effective(weight) == pytest.approx(count)


@given(st.lists(st.floats(0.0, 100.0).filter(lambda w: w == 0 or w > 1e-3), min_size=1, max_size=30))
def test_no_weights_are_worth_more_than_their_leads(weight: list[float]) -> None:
    worth = effective(np.array(weight))
    assert 0 <= worth <= sum(w > 0 for w in weight) * (1 + 1e-9)
