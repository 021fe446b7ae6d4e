"""Ranking under drawn weights says what the plain metrics say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.clock import DAY, WEEK
from models.metrics import Ranked
from models.metrics.ranking import average_precision, captured
from models.rows import Rows
from pipelines.backtest.capacity import Weeks, capture_at_capacity
from pipelines.gate.ranking import Capture, Lists, Precision


def world(seed: int, n: int = 60) -> tuple[np.ndarray, ...]:
    """Leads looked at several times over five weeks, with equal forecasts and draws that leave leads out."""
    random = np.random.default_rng(seed)
    lead = np.sort(random.integers(0, n // 3, n))
    as_of = np.concatenate(
        [np.sort(random.integers(0, 35 * DAY, int((lead == one).sum()))) for one in set(lead)]
    )
    y = (random.random(n) < 0.4).astype(float)
    p = random.integers(1, 9, n) / 10
    weight = np.bincount(random.integers(0, n // 3, n // 3), minlength=n // 3)[lead].astype(float)
    return lead, as_of, y, p, weight


@given(seed=st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_precision_under_any_draw(seed: int) -> None:
    lead, _, y, p, weight = world(seed)
    expected = average_precision(Ranked.of(y, p, weight, lead))
    found = Precision.of(y, p)(weight)
    assert np.isnan(found) if expected is None else found == pytest.approx(expected)


@given(seed=st.integers(0, 10_000), capacity=st.integers(1, 15))
@settings(max_examples=60, deadline=None)
def test_capture_is_that_of_a_backtest(seed: int, capacity: int) -> None:
    lead, as_of, y, p, _ = world(seed)
    ones = np.ones(lead.size)
    looks = Rows(np.zeros((lead.size, 1), np.float32), y, ones, lead, as_of, ("x",), (False,))
    expected = capture_at_capacity(looks, p, Weeks(0, 35 * DAY, capacity))
    found = Capture.of(y, p, Lists.of(lead, as_of // WEEK, capacity, 0.1))(ones)
    assert np.isnan(found) if expected is None else found == pytest.approx(expected["value"])


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_capture_week_by_week_under_any_draw(seed: int) -> None:
    """Slowly: each week's list by itself, as it is drawn."""
    lead, as_of, y, p, weight = world(seed)
    week = as_of // WEEK
    got = whole = 0.0
    for one in set(week.tolist()):
        rows = [min(np.flatnonzero((week == one) & (lead == who))) for who in set(lead[week == one].tolist())]
        ranked = Ranked.of(y[rows], p[rows], weight[rows], lead[rows])
        if ranked.positive > 0:
            got += float(captured(ranked, np.array([0.25]))[0]) * ranked.positive
            whole += ranked.positive
    found = Capture.of(y, p, Lists.of(lead, week, None, 0.25))(weight)
    assert np.isnan(found) if whole == 0 else found == pytest.approx(got / whole)


def test_where_sales_works_every_lead_the_order_is_of_no_account() -> None:
    lead, as_of, y, p, _ = world(3)
    lists = Lists.of(lead, as_of // WEEK, 1000, 0.1)
    assert Capture.of(y, p, lists)(np.ones(lead.size)) == Capture.of(y, 1 - p, lists)(np.ones(lead.size)) == 1
