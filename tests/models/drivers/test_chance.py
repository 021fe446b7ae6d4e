"""What is beyond chance: few false alarms among many tests, and tests that agree with plainer ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.drivers.chance import apart, discoveries, trend


@given(st.lists(st.floats(0, 1), max_size=30), st.floats(0.01, 0.3))
def test_discoveries_are_those_of_the_definition(p: list[float], rate: float) -> None:
    ordered = sorted(p)
    most = max(
        (k for k in range(1, len(p) + 1) if ordered[k - 1] <= rate * np.float64(k) / len(p)), default=0
    )
    found = discoveries(np.array(p, np.float64), rate)
    assert int(found.sum()) == most
    assert not most or max(np.array(p)[found]) == ordered[most - 1]


def test_what_was_not_tested_is_not_found_and_costs_nothing() -> None:
    assert discoveries(np.array([np.nan, 0.04, np.nan])).tolist() == [False, True, False]
    assert discoveries(np.zeros(0)).tolist() == []


def test_of_many_values_without_effect_hardly_any_differs() -> None:
    random = np.random.default_rng(2)
    alarms = 0
    for _ in range(40):
        leads = random.integers(20, 200, 12)
        converted = random.binomial(leads, 0.15)
        total, came = int(leads.sum()), int(converted.sum())
        p = [
            apart(int(c), int(n), came - int(c), total - int(n))
            for c, n in zip(converted, leads, strict=True)
        ]
        alarms += bool(discoveries(np.array(p)).any())
    assert alarms <= 5


def test_a_rate_that_is_apart() -> None:
    assert apart(30, 100, 50, 900) < 1e-6
    assert apart(10, 100, 90, 900) == pytest.approx(1.0)
    assert np.isnan(apart(0, 0, 5, 10))


def test_a_trend_is_the_correlation_of_outcome_and_period() -> None:
    random = np.random.default_rng(3)
    leads = random.integers(5, 60, 7)
    when = np.repeat(np.arange(7), leads)
    y = (random.random(when.size) < 0.1 + 0.05 * when).astype(float)
    converted = np.bincount(when, y, 7)
    z, p = trend(converted, leads.astype(float))
    assert z == pytest.approx(np.corrcoef(when, y)[0, 1] * np.sqrt(when.size))
    assert (z > 2, p < 0.05) == (True, True)
    assert trend(converted[::-1], leads[::-1].astype(float))[0] == pytest.approx(-z)


def test_too_few_for_a_trend() -> None:
    assert np.isnan(trend(np.array([1.0, 2.0]), np.array([50.0, 50.0]))).all()
    assert np.isnan(trend(np.array([9.0, 0.0]), np.array([50.0, 0.0]))).all()


def test_trends_of_nothing_are_rare() -> None:
    random = np.random.default_rng(4)
    leads = np.full(8, 40.0)
    p = [trend(random.binomial(40, 0.2, 8).astype(float), leads)[1] for _ in range(800)]
    assert 0.03 < np.mean(np.array(p) < 0.05) < 0.075
