"""Splits keep the gap of one horizon, and nobody stands on both sides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.clock import DAY
from models.split import at_origin, dated_before, rolling

HORIZON = 30 * DAY


def _rows(seed: int, leads: int = 300, days: int = 400) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    lead = np.repeat(np.arange(leads), 3)
    born = random.integers(0, days, leads) * DAY
    return {
        "lead": lead,
        "created": born[lead],
        "as_of": born[lead] + np.tile([0, 7, 45], leads) * DAY,
        "account": random.integers(-1, leads // 2, leads)[lead],
        "y": (random.random(lead.size) < 0.4).astype(float),
    }


@given(seed=st.integers(0, 200), day=st.integers(50, 350))
def test_no_label_of_the_training_side_was_unknown_at_the_origin(seed: int, day: int) -> None:
    rows = _rows(seed)
    fold = at_origin(rows["created"], rows["as_of"], rows["account"], HORIZON, day * DAY)
    assert (rows["as_of"][fold.train] + HORIZON < day * DAY).all()
    assert (rows["created"][fold.judge] >= day * DAY).all()


@given(seed=st.integers(0, 200), day=st.integers(50, 350))
def test_no_lead_and_no_account_is_on_two_sides(seed: int, day: int) -> None:
    rows = _rows(seed)
    fold = at_origin(rows["created"], rows["as_of"], rows["account"], HORIZON, day * DAY)
    assert not set(rows["lead"][fold.train]) & set(rows["lead"][fold.judge])
    judged = set(rows["account"][fold.judge]) - {-1}
    assert not set(rows["account"][fold.train]) & judged


@given(seed=st.integers(0, 200), day=st.integers(50, 350))
def test_a_model_looks_at_all_that_was_before_it_but_for_accounts_that_judge_it(seed: int, day: int) -> None:
    rows = _rows(seed)
    created, as_of, account = rows["created"], rows["as_of"], rows["account"]
    looked = dated_before(created, as_of, account, day * DAY)
    judged = set(account[created >= day * DAY].tolist()) - {-1}
    for row, seen in enumerate(looked.tolist()):
        before = created[row] < day * DAY and as_of[row] < day * DAY
        assert seen == (before and account[row] not in judged)
    trained = at_origin(created, as_of, account, HORIZON, day * DAY).train
    assert looked[trained].all(), "what has a label is among it"


def test_young_rows_are_among_what_it_looks_at() -> None:
    rows = _rows(0)
    arrays = rows["created"], rows["as_of"], np.full(900, -1)
    looked = dated_before(*arrays, 200 * DAY)
    trained = at_origin(*arrays, HORIZON, 200 * DAY).train
    assert (rows["as_of"][looked & ~trained] >= 200 * DAY - HORIZON).all()
    assert (looked & ~trained).sum() > 20


def test_rolling_origins_are_used_when_the_data_are_long_enough() -> None:
    rows = _rows(1)
    folds = rolling(rows["created"], rows["as_of"], rows["account"], rows["y"], HORIZON)
    assert folds.honest
    assert len(folds.folds) >= 2


def test_without_room_for_a_gap_every_row_is_judged_once_by_others() -> None:
    rows = _rows(2, days=20)
    folds = rolling(rows["created"], rows["as_of"], np.full(900, -1), rows["y"], HORIZON)
    assert not folds.honest
    assert (np.sum([fold.judge for fold in folds.folds], axis=0) == 1).all()
    for fold in folds.folds:
        assert not set(rows["lead"][fold.train]) & set(rows["lead"][fold.judge])


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_one_outcome_only_gives_no_folds(outcome: float) -> None:
    rows = _rows(3)
    folds = rolling(rows["created"], rows["as_of"], rows["account"], np.full(900, outcome), HORIZON)
    assert folds.folds == ()
