"""Bands are shares of the population, whatever the probabilities are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.bands import Bands, cut_bands

SHARES = (0.1, 0.3, 0.6)


@given(seed=st.integers(0, 100), base=st.floats(-6, 0))
def test_each_band_holds_its_share_of_the_population(seed: int, base: float) -> None:
    logit = np.random.default_rng(seed).normal(base, 1.0, 5000)
    p = 1 / (1 + np.exp(-logit))
    bands = cut_bands(p, np.ones(p.size), SHARES)
    band = bands.band(bands.rank(p))
    found = np.bincount(band, minlength=5)[1:] / p.size
    assert np.abs(found - [0.1, 0.2, 0.3, 0.4]).max() < 0.01


def test_higher_probabilities_never_rank_lower() -> None:
    p = np.sort(np.random.default_rng(3).random(1000))
    bands = cut_bands(p, np.ones(p.size), SHARES)
    asked = np.linspace(-0.1, 1.1, 500)
    rank = bands.rank(asked)
    assert (np.diff(rank) >= 0).all()
    assert rank.min() >= 0
    assert rank.max() <= 100


def test_an_unknown_probability_has_no_rank_and_no_band() -> None:
    bands = cut_bands(np.array([0.1, 0.2]), np.ones(2), SHARES)
    rank = bands.rank(np.array([np.nan]))
    assert np.isnan(rank).all()
    assert bands.band(rank).tolist() == [0]


def test_bands_survive_json_to_the_bit() -> None:
    p = np.random.default_rng(4).random(777)
    bands = cut_bands(p, np.ones(p.size), SHARES)
    again = Bands.from_json(bands.to_json())
    assert again.rank(p).tobytes() == bands.rank(p).tobytes()
