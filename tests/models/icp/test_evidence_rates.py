"""Shares, ratios and their intervals, beside plain formulas and against accounts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.icp.evidence.loglinear import fit
from models.icp.evidence.overlap import overlaps
from models.icp.evidence.paired import pair
from models.icp.evidence.rates import rate, ratio
from models.metrics import wilson


def outcomes(came: int, leads: int) -> np.ndarray:
    return np.array([1.0] * came + [0.0] * (leads - came))


@given(st.integers(0, 40), st.integers(1, 200))
def test_alone_leads_have_wilsons_interval(came: int, more: int) -> None:
    y = outcomes(came, came + more)
    told = rate(y, np.arange(y.size))
    assert told.rate == pytest.approx(came / y.size)
    assert (told.low, told.high) == pytest.approx(wilson(came / y.size, y.size))


def test_two_leads_of_an_account_that_always_agree_count_as_one() -> None:
    once = outcomes(30, 100)
    twice = rate(np.repeat(once, 2), np.repeat(np.arange(100), 2))
    alone = rate(once, np.arange(100))
    assert (twice.leads, twice.outcomes) == (200, 60)
    assert (twice.low, twice.high) == pytest.approx((alone.low, alone.high))


def test_moments_of_a_lead_count_as_one_lead() -> None:
    weighed = rate(np.repeat(outcomes(3, 50), 4), np.repeat(np.arange(50), 4), np.full(200, 0.25))
    assert weighed == pytest.approx(rate(outcomes(3, 50), np.arange(50)))


def test_nobody_has_no_rate() -> None:
    assert rate(np.zeros(0), np.zeros(0, np.int64)).rate is None


def two_groups(met: tuple[int, int], rest: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    y = np.concatenate([outcomes(*met), outcomes(*rest)])
    x = np.column_stack([np.ones(y.size), np.arange(y.size) < met[1]])
    return x.astype(np.float64), y


def test_a_model_of_two_groups_is_the_ratio_of_their_rates() -> None:
    x, y = two_groups((300, 1000), (150, 1500))
    found = fit(x, y, np.arange(y.size))
    error = math.sqrt((1 - 0.3) / 300 + (1 - 0.1) / 150)
    assert found.beta[1] == pytest.approx(math.log(3), abs=0.01)
    assert found.se[1] == pytest.approx(error, rel=0.03)


def test_accounts_that_agree_make_a_ratio_less_sure() -> None:
    x, y = two_groups((30, 100), (15, 150))
    alone = fit(x, y, np.arange(y.size)).se[1]
    four = fit(np.repeat(x, 4, axis=0), np.repeat(y, 4), np.repeat(np.arange(y.size), 4)).se[1]
    assert four == pytest.approx(alone, rel=0.05)  # four times the rows, not half the error


def test_a_group_without_outcomes_is_not_sure_to_be_worthless() -> None:
    x, y = two_groups((0, 60), (60, 1000))
    found = fit(x, y, np.arange(y.size))
    told = ratio(float(found.beta[1]), float(found.se[1]))
    assert told.value < 1 < told.high


def test_little_evidence_is_drawn_towards_no_difference() -> None:
    assert 1 < ratio(math.log(3), 0.8).value < ratio(math.log(3), 0.1).value < 3


def test_overlap_is_what_counting_says() -> None:
    random = np.random.default_rng(1)
    met, unknown = random.random((400, 3)) < 0.4, random.random((400, 3)) < 0.2
    met[:, 2] = met[:, 0]
    for one, told in enumerate(overlaps(met & ~unknown, unknown)):
        for found in told:
            rows = [
                (bool(a), bool(b))
                for a, b, u, v in zip(
                    met[:, one],
                    met[:, found["rule"] - 1],
                    unknown[:, one],
                    unknown[:, found["rule"] - 1],
                    strict=True,
                )
                if not u and not v
            ]
            both, either = sum(a and b for a, b in rows), sum(a or b for a, b in rows)
            assert found["jaccard"] == pytest.approx(both / either)
            assert found["same"] == ({one, found["rule"] - 1} == {0, 2})


def test_the_same_rules_differ_by_nothing_and_better_ones_beyond_chance() -> None:
    random = np.random.default_rng(2)
    good = random.random(3000) < 0.3
    y = (random.random(3000) < np.where(good, 0.3, 0.05)).astype(np.float64)
    blind, cluster = random.random(3000) < 0.3, np.arange(3000)
    same = pair((y, y), (blind, blind), cluster, 7)
    assert (same.difference, same.low, same.high) == (0, 0, 0)
    better = pair((y, y), (blind, good), cluster, 7)
    assert better.low is not None
    assert better.low > 0.1
    nobody = pair((y, y), (blind, np.zeros_like(blind)), cluster, 7)
    assert nobody.difference is None
