"""Shrunk rates: intervals that hold the true rate, and a plain numerical integral beside them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta, betabinom

from models.drivers.shrinking import shrunk


def test_intervals_of_small_groups_hold_the_true_rates() -> None:
    random = np.random.default_rng(1)
    held, wide, alone = [], [], []
    for strength, groups in ((5.0, 2), (40.0, 4), (1000.0, 8)):
        for _ in range(30):
            true = random.beta(0.1 * strength, 0.9 * strength, groups)
            leads = random.integers(5, 120, groups).astype(float)
            converted = random.binomial(leads.astype(int), true).astype(float)
            base = float(np.clip(converted.sum(), 0.5, leads.sum() - 0.5) / leads.sum())
            found = shrunk(converted, leads, base)
            held += ((found.low <= true) & (true <= found.high)).tolist()
            wide += (found.high - found.low).tolist()
            low, high = beta.ppf([[0.025], [0.975]], converted + 0.5, leads - converted + 0.5)
            alone += (high - low).tolist()
    assert 0.935 <= np.mean(held) <= 0.985
    assert np.mean(wide) < np.mean(alone)  # what is alike lends strength


def test_it_is_the_mean_over_all_means_and_strengths() -> None:
    converted, leads, base = np.array([1.0, 9.0, 4.0]), np.array([10.0, 30.0, 60.0]), 0.14
    odds, logs = np.meshgrid(np.linspace(-3.5, -0.5, 150), np.linspace(0, np.log(1e5), 150))
    mean, strengths = 1 / (1 + np.exp(-odds.ravel())), np.exp(logs.ravel())
    a, b = mean * strengths, (1 - mean) * strengths
    weight = strengths**-0.5
    for did, of in zip(converted, leads, strict=True):
        weight = weight * betabinom.pmf(did, of, a, b)
    weight /= weight.sum()
    found = shrunk(converted, leads, base)
    for place, (did, of) in enumerate(zip(converted, leads, strict=True)):
        assert found.value[place] == pytest.approx((weight * (a + did) / (strengths + of)).sum(), abs=4e-3)
        below = (weight * beta.cdf(found.low[place], a + did, b + of - did)).sum()
        above = (weight * beta.sf(found.high[place], a + did, b + of - did)).sum()
        assert [below, above] == pytest.approx([0.025, 0.025], abs=6e-3)


def test_a_rate_lies_between_what_was_seen_and_all() -> None:
    converted, leads = np.array([0.0, 3.0, 30.0, 0.0]), np.array([4.0, 10.0, 100.0, 0.0])
    base = 33 / 114
    found = shrunk(converted, leads, base)
    assert 0 < found.value[0] < base
    assert found.value[2] == pytest.approx(0.3, abs=0.01)
    assert found.value[3] == pytest.approx(base, abs=0.03)
    assert found.low[0] == 0
    assert np.all((found.low < found.value) & (found.value < found.high))
    assert found.high[2] - found.low[2] < found.high[1] - found.low[1]
