"""The simulated year of exploration hands over what it says, and its log is what a company would have."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.exploration import BY_THEMSELVES, CAPACITY, LEADS, POLICIES, lived, year


@pytest.mark.parametrize("name", POLICIES)
def test_a_month_fills_the_capacity_and_tells_the_chances(name: str) -> None:
    policy = POLICIES[name]
    random = np.random.default_rng(1)
    month = lived(random, 1, policy, lambda x: 1 / (1 + np.exp(-x[:, 0])))
    assert month.handed.sum() == int(CAPACITY * LEADS)
    assert np.all(month.handed[month.explore])
    assert set(month.propensity) <= {1.0, policy.explore}
    # who has a chance of 1 is handed over, and nobody else who is not explored
    assert np.array_equal(month.handed, (month.propensity == 1.0) | month.explore)
    best = np.argsort(-month.x[:, 0])[: int((month.propensity == 1.0).sum())]
    assert np.all(month.propensity[best] == 1.0)
    assert month.y[~month.handed].mean() < 3 * BY_THEMSELVES * month.chance.mean()


def test_a_year_is_told_month_by_month_and_alike_each_time() -> None:
    policy = POLICIES["exploration, learns weighted"]
    told = year(0, policy, 2)
    assert len(told) == 2
    assert all(0 < month["capture"] < 1 and 0 < month["calibration"] < 3 for month in told)
    assert "measured explored alone" in told[0]
    assert year(0, policy, 1) == told[:1]
