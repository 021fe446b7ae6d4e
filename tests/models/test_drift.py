"""The base rate: a step is taken when it is beyond doubt, and no step for luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.drift import NEWEST, Drift, drift_of

if TYPE_CHECKING:
    from models.rows import Floats, Ints

MOMENTS = 3


def world(seed: int, leads: int, step: float = 0.0) -> tuple[Floats, Floats, Ints, Ints]:
    """Leads in random order with three moments each, alike; the newest fifth moved by ``step``."""
    random = np.random.default_rng(seed)
    margin = random.normal(-1, 1, leads)
    created = random.permutation(leads)
    moved = margin + step * (created >= leads * (1 - NEWEST))
    y = (random.random(leads) < 1 / (1 + np.exp(-moved))).astype(float)
    lead = np.arange(leads)
    return tuple(np.repeat(values, MOMENTS) for values in (margin, y, lead, created))  # type: ignore[return-value]


def drift(seed: int, leads: int = 800, step: float = 0.0) -> Drift:
    found = drift_of(*world(seed, leads, step))
    assert found is not None
    return found


def test_a_stationary_world_is_left_alone_and_the_error_is_what_chance_makes() -> None:
    # none of these hundred worlds is moved; four standard errors are passed by luck once in 16,000
    found = [drift(seed) for seed in range(100)]
    assert sum(one.shift != 0 for one in found) == 0
    spread, said = np.std([one.found for one in found]), np.mean([one.error for one in found])
    assert said == pytest.approx(spread, rel=0.3), "a lead's moments are not three witnesses"
    assert abs(np.mean([one.found for one in found])) < 4 * said / 10


@pytest.mark.parametrize("step", [0.8, -0.8, 1.5])
def test_a_planted_step_is_found_with_sign_and_size(step: float) -> None:
    told = drift(1, leads=6000, step=step)
    assert told.found == pytest.approx(step, abs=4 * told.error)
    assert told.error < 0.15
    assert 0.5 * abs(step) < np.sign(step) * told.shift <= np.sign(step) * told.found


def test_the_step_found_makes_the_newest_fifth_add_up() -> None:
    margin, y, lead, created = world(2, 1000, 0.5)
    told = drift_of(margin, y, lead, created)
    assert told is not None
    new = created >= told.since
    assert (told.leads, np.unique(lead[new]).size) == (200, 200)
    assert np.sum(1 / (1 + np.exp(-margin[new] - told.found))) == pytest.approx(y[new].sum())


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**6), leads=st.integers(30, 600), step=st.floats(-3, 3))
def test_no_more_is_believed_than_was_found(seed: int, leads: int, step: float) -> None:
    told = drift_of(*world(seed, leads, step))
    if told is not None:
        assert abs(told.shift) <= abs(told.found)
        assert told.shift * told.found >= 0
        assert (told.shift != 0) == (abs(told.found) > 4 * told.error)


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_one_outcome_among_the_newest_tells_nothing(outcome: float) -> None:
    margin, y, lead, created = world(3, 500)
    assert drift_of(margin, np.where(created >= 400, outcome, y), lead, created) is None
    assert drift_of(margin, np.where(created < 400, outcome, y), lead, created) is not None
