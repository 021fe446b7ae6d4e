"""Means over leads and their intervals, beside leads drawn one by one."""

from __future__ import annotations

import numpy as np
import pytest

from models.drivers.draws import LeadDraws


@pytest.fixture
def lead() -> np.ndarray:
    return np.repeat(np.arange(60) * 7, np.random.default_rng(0).integers(1, 6, 60))


def test_each_lead_weighs_one(lead: np.ndarray) -> None:
    values = np.random.default_rng(1).normal(size=(lead.size, 2))
    found = LeadDraws(lead, 3).means(values)
    each = np.array([values[lead == one].mean(axis=0) for one in np.unique(lead)])
    np.testing.assert_allclose(found.value, each.mean(axis=0))


def test_intervals_are_those_of_leads_drawn_with_replacement(lead: np.ndarray) -> None:
    values = np.random.default_rng(1).normal(size=(lead.size, 1)) + (lead % 5)[:, None]
    found = LeadDraws(lead, 3, draws=4000).means(values)
    each = np.array([values[lead == one].mean() for one in np.unique(lead)])
    random = np.random.default_rng(9)
    drawn = [each[random.integers(0, each.size, each.size)].mean() for _ in range(4000)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert [found.low[0], found.high[0]] == pytest.approx([low, high], abs=0.05)


def test_moments_told_again_say_nothing_new(lead: np.ndarray) -> None:
    values = np.random.default_rng(1).normal(size=(lead.size, 1))
    once, twice = LeadDraws(lead, 3), LeadDraws(np.repeat(lead, 4), 3)
    np.testing.assert_allclose(
        np.ravel(once.means(values)), np.ravel(twice.means(np.repeat(values, 4, axis=0)))
    )


def test_ratios_of_what_nobody_has_are_unknown(lead: np.ndarray) -> None:
    draws = LeadDraws(lead, 3)
    nothing = np.zeros((lead.size, 1))
    assert np.isnan(np.ravel(draws.ratios(draws.by_lead(nothing), draws.by_lead(nothing)))).all()
