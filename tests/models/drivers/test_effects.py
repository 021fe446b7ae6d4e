"""What values do: local effects that are known exactly, planted interactions, directions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.drivers.ale import accumulated
from models.drivers.bins import UNKNOWN, bins_of
from models.drivers.direction import extremes, slope
from models.drivers.draws import LeadDraws
from models.drivers.interplay import explained, partner

N = 3000


@pytest.fixture
def x() -> np.ndarray:
    """Two columns that rise together, and one apart."""
    random = np.random.default_rng(0)
    first = random.normal(size=N)
    return np.column_stack([first, first + 0.3 * random.normal(size=N), random.normal(size=N)]).astype(
        np.float32
    )


def effects(x: np.ndarray, column: int, margin: object) -> tuple[np.ndarray, np.ndarray]:
    draws = LeadDraws(np.arange(len(x)), 1, draws=20)
    bins = bins_of(x[:, column], draws.weight, categorical=False)
    found = accumulated(x, column, bins, margin, draws)  # type: ignore[arg-type]
    assert found is not None
    assert int(found.leads.sum()) == np.count_nonzero(bins.place != UNKNOWN)
    return found.at, found.effect.value


def test_the_effect_of_a_sum_is_its_own_part(x: np.ndarray) -> None:
    at, effect = effects(x, 0, lambda rows: 2.0 * rows[:, 0] ** 3 + 5.0 * rows[:, 1])
    np.testing.assert_allclose(np.diff(effect), np.diff(2 * at**3), rtol=1e-4)


def test_a_twin_that_is_not_looked_at_has_no_effect(x: np.ndarray) -> None:
    _, effect = effects(x, 1, lambda rows: 3.0 * rows[:, 0])
    np.testing.assert_allclose(effect, 0, atol=1e-9)


def test_effects_are_nothing_on_average(x: np.ndarray) -> None:
    at, effect = effects(x, 2, lambda rows: np.sin(rows[:, 2].astype(float)))
    assert np.interp(x[:, 2], at, effect).mean() == pytest.approx(0, abs=1e-6)


def test_few_values_have_a_step_each_and_unknown_ones_none() -> None:
    x = np.array([[0], [0], [1], [1], [4], [4], [np.nan]], np.float32)
    at, effect = effects(x, 0, lambda rows: 0.5 * np.nan_to_num(rows[:, 0]))
    assert at.tolist() == [0, 1, 4]
    np.testing.assert_allclose(np.diff(effect), [0.5, 1.5])


def test_one_value_has_no_effect() -> None:
    x, draws = np.ones((9, 1), np.float32), LeadDraws(np.arange(9), 1)
    bins = bins_of(x[:, 0], draws.weight, categorical=False)
    assert accumulated(x, 0, bins, lambda rows: rows[:, 0], draws) is None


@given(st.lists(st.one_of(st.none(), st.integers(0, 30)), min_size=1, max_size=80), st.booleans())
def test_every_known_value_has_one_bin(values: list[int | None], categorical: bool) -> None:
    given_ = np.array([np.nan if one is None else one for one in values], np.float32)
    found = bins_of(given_, np.ones(given_.size), categorical=categorical)
    assert np.array_equal(found.place == UNKNOWN, np.isnan(given_))
    assert set(found.place.tolist()) - {UNKNOWN} == set(range(found.high.size))
    for place, value in zip(found.place.tolist(), given_.tolist(), strict=True):
        if place != UNKNOWN and not np.isnan(found.low[place]):
            assert found.low[place] <= value <= found.high[place]
    if not categorical:
        assert found.high.size <= 10
        assert np.all(found.low[1:] > found.high[:-1])


def test_a_planted_interaction_is_found_and_its_partner_named(x: np.ndarray) -> None:
    draws = LeadDraws(np.arange(N), 1)
    own, *others = (bins_of(x[:, column], draws.weight, categorical=False) for column in (0, 1, 2))
    noise = 0.02 * np.random.default_rng(1).normal(size=N)
    contribution = x[:, 0] * (1 + np.sign(x[:, 2])) + noise
    found = partner(contribution, own, {1: others[0], 2: others[1]})
    assert found is not None
    assert found[0] == 2
    assert 0.5 < found[1] <= 1


def test_a_sum_has_no_interaction(x: np.ndarray) -> None:
    draws = LeadDraws(np.arange(N), 1)
    own, *others = (bins_of(x[:, column], draws.weight, categorical=False, most=10) for column in (0, 1, 2))
    noise = 0.3 * np.random.default_rng(1).normal(size=N)
    assert partner(np.floor(own.place.astype(float)) + noise, own, {1: others[0], 2: others[1]}) is None
    share, _ = explained(own.place + noise, own.place, others[1].place)
    assert abs(share) < 0.05
    assert explained(own.place.astype(float), own.place, others[1].place) == (0.0, 0.0)


def test_directions_are_told_where_they_are_plain() -> None:
    random = np.random.default_rng(0)
    values = random.normal(size=300).astype(np.float32)
    values[:40] = np.nan
    assert slope(values, np.nan_to_num(values) ** 3) == 1
    assert slope(values, -np.nan_to_num(values).astype(float)) == -1
    assert slope(values, np.abs(np.nan_to_num(values))) == 0
    assert slope(values[:50], np.arange(50.0)) == 0


def test_extremes_are_of_values_that_enough_leads_have() -> None:
    codes = np.repeat([0, 1, 2, np.nan], [30, 30, 5, 9]).astype(np.float32)
    added = np.repeat([0.1, -0.2, 9.0, 9.0], [30, 30, 5, 9])
    every = np.arange(codes.size)
    assert extremes(codes, added, every, ("a", "b", "c")) == ("a", "b")
    assert extremes(codes, added, every // 10, ("a", "b", "c")) is None


def test_many_bins_explain_nothing_of_mere_noise() -> None:
    random = np.random.default_rng(3)
    shares = []
    for _ in range(40):
        own, other = random.integers(0, 8, (2, 250))
        shares.append(explained(random.normal(size=250), own, other)[0])
    assert np.mean(shares) == pytest.approx(0, abs=0.04)
