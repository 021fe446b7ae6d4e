"""The scorecard as terms says what the scorecard says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.baselines.points import Points, fit_points
from models.linear.scorecard import fit_scorecard
from models.linear.value import Linear
from models.rows import Rows


def rows(seed: int, size: int = 1500) -> Rows:
    """Numbers, a category and gaps, of which some tell the outcome."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(size, 4)).astype(np.float32)
    x[:, 2] = random.integers(0, 12, size)
    x[random.random(size) < 0.2, 1] = np.nan
    x[random.random(size) < 0.1, 2] = np.nan
    told = 1.5 * x[:, 0] + np.where(np.isnan(x[:, 1]), 1.0, 0.0) + (x[:, 2] == 3) - 1
    y = (random.random(size) < 1 / (1 + np.exp(-told))).astype(np.float64)
    return Rows(
        x=x,
        y=y,
        weight=random.uniform(0.5, 1.5, size),
        lead=np.arange(size),
        as_of=np.arange(size),
        names=("a", "b", "c", "d"),
        categorical=(False, False, True, False),
    )


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_scorecard(seed: int) -> None:
    given, asked = rows(seed), rows(seed + 100)
    card, line = fit_points(given), fit_scorecard(given)
    assert isinstance(card, Points)
    assert card.attributes
    p = card.predict(asked.x)
    np.testing.assert_allclose(line.margin(asked.x), np.log(p / (1 - p)), rtol=0, atol=1e-9)


def test_its_contributions_are_nothing_on_average_and_survive_a_file() -> None:
    given = rows(7)
    line = fit_scorecard(given)
    mean = np.average(line.contributions(given.x), axis=0, weights=given.weight)
    np.testing.assert_allclose(mean, 0.0, atol=1e-9)
    again = Linear.from_json(line.to_json())
    np.testing.assert_array_equal(again.margin(given.x), line.margin(given.x))
    alone = np.concatenate([line.margin(given.x[row : row + 1]) for row in range(50)])
    np.testing.assert_array_equal(alone, line.margin(given.x[:50]))


def test_one_outcome_gives_the_base_rate() -> None:
    given = replace(rows(1), y=np.zeros(1500))
    assert np.unique(fit_scorecard(given).margin(given.x)).size == 1
