"""A random split flatters where the market moves, and not where it stands still."""

from __future__ import annotations

import numpy as np
import pytest

from features.clock import DAY
from models.leakage import Gap, random_versus_time
from models.rows import Rows

HORIZON = 20 * DAY


def rows_of(
    rng: np.random.Generator, *, leads: int = 3000, moves: bool = False, moments: int = 2
) -> tuple[Rows, np.ndarray, np.ndarray]:
    """Two moments a lead; where the market moves, each month has a luck of its own."""
    lead = np.repeat(np.arange(leads), moments)
    created = np.sort(rng.integers(0, 400 * DAY, leads))[lead]
    x = rng.normal(size=(leads, 4))[lead]
    month = created // (30 * DAY)
    luck = moves * rng.normal(scale=2.0, size=14)[month]
    y = (rng.random(leads) < 1 / (1 + np.exp(-(x[:, 0] + luck)[::moments])))[lead]
    shown = np.column_stack([x, month + 0.01 * rng.normal(size=lead.size)])
    as_of = created + np.tile(np.arange(moments) * DAY, leads)
    rows = Rows(
        x=shown.astype(np.float32),
        y=y.astype(np.float64),
        weight=np.ones(lead.size),
        lead=lead,
        as_of=as_of,
        names=tuple("abcde"),
        categorical=(False,) * 5,
    )
    return rows, created, np.full(lead.size, -1)


def gap_of(seed: int, **market: bool | int) -> Gap:
    found = random_versus_time(*rows_of(np.random.default_rng(seed), **market), HORIZON, seed)
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(3))
def test_a_moving_market_shows_in_the_gap(seed: int) -> None:
    still, moving = gap_of(seed), gap_of(seed, moves=True)
    assert abs(still.auc_random - still.auc_time) < 0.06
    assert moving.auc_random - moving.auc_time > 0.1
    assert moving.log_loss_time > moving.log_loss_random
    assert moving.to_json()["auc_gap"] == moving.auc_random - moving.auc_time


def test_the_same_rows_give_the_same_numbers() -> None:
    assert gap_of(1) == gap_of(1)


@pytest.mark.parametrize(("leads", "moments"), [(0, 1), (3, 2), (60, 1)])
def test_too_few_outcomes_give_no_gap(leads: int, moments: int) -> None:
    rows = rows_of(np.random.default_rng(0), leads=leads, moments=moments)
    assert random_versus_time(*rows, HORIZON, 7) is None


def test_a_lead_learnt_by_heart_says_nothing_to_the_random_split() -> None:
    """No lead is on both sides: a feature that is the lead's number foretells nothing."""
    rows, created, account = rows_of(np.random.default_rng(4), moments=5)
    number = np.random.default_rng(5).permutation(3000)[rows.lead].astype(np.float32)
    coin = (np.random.default_rng(6).random(3000) < 0.5)[rows.lead].astype(np.float64)
    blind = Rows(number[:, None], coin, rows.weight, rows.lead, rows.as_of, ("n",), (False,))
    found = random_versus_time(blind, created, account, HORIZON, 7)
    assert found is not None
    assert found.auc_random == pytest.approx(0.5, abs=0.05)
