"""What every baseline promises, whatever the rows hold."""

from __future__ import annotations

import numpy as np
import pytest

from models.baselines import BASELINES, BaseRate, fit_base_rate
from models.metrics import measure
from models.rows import Rows

every_baseline = pytest.mark.parametrize("name", list(BASELINES))


def world(seed: int = 0, leads: int = 600, rows: int = 2) -> Rows:
    """Visits and two categories matter, noise does not; a tenth is missing; all a lead's rows are alike."""
    rng = np.random.default_rng(seed)
    visits, source = rng.poisson(2, leads), rng.integers(0, 4, leads)
    industry, noise = rng.integers(0, 12, leads), rng.normal(0, 1, leads)
    log_odds = -1.5 + 0.5 * (visits - 2) + np.array([1.0, -1.0, 0.0, 0.5])[source] + 0.8 * (industry == 3)
    y = (rng.random(leads) < 1 / (1 + np.exp(-log_odds))).astype(float)
    x = np.column_stack([visits, source, industry, noise, np.full(leads, 7.0), np.full(leads, np.nan)])
    x[rng.random(x.shape) < 0.1] = np.nan
    as_of = np.sort(rng.integers(0, 10**15, leads))
    return Rows(
        x=np.repeat(x, rows, axis=0).astype(np.float32),
        y=np.repeat(y, rows),
        weight=np.full(leads * rows, 1 / rows),
        lead=np.repeat(np.arange(leads), rows),
        as_of=np.repeat(as_of, rows),
        names=("visits", "source", "industry", "noise", "constant", "empty"),
        categorical=(False, True, True, False, False, False),
    )


@every_baseline
def test_probabilities_come_one_a_row_and_leave_the_rows_alone(name: str) -> None:
    rows = world()
    before = rows.x.copy()
    p = BASELINES[name](rows).predict(rows.x)
    assert p.shape == rows.y.shape
    assert np.all((p > 0) & (p < 1))
    np.testing.assert_array_equal(rows.x, before)


@every_baseline
def test_a_row_alone_has_the_same_probability_as_in_a_batch(name: str) -> None:
    fitted, x = BASELINES[name](world()), world(1).x[:50]
    alone = [float(fitted.predict(x[place : place + 1])[0]) for place in range(50)]
    assert fitted.predict(x).tolist() == pytest.approx(alone, rel=1e-12)
    assert fitted.predict(x[:0]).shape == (0,)


@every_baseline
def test_a_lead_counts_once_however_many_moments_it_has(name: str) -> None:
    x = world(1).x
    once, often = (BASELINES[name](world(rows=rows)).predict(x) for rows in (1, 5))
    assert often.tolist() == pytest.approx(once.tolist(), abs=1e-3)


@every_baseline
def test_the_same_rows_give_the_same_forecast(name: str) -> None:
    x = world(1).x
    assert BASELINES[name](world()).predict(x).tobytes() == BASELINES[name](world()).predict(x).tobytes()


@every_baseline
def test_values_never_seen_are_no_trouble(name: str) -> None:
    fitted, strange = BASELINES[name](world()), world(1).x[:4].copy()
    strange[0], strange[1], strange[2] = np.nan, 1e30, -1e30
    strange[3, 1:3] = 999.0
    p = fitted.predict(strange)
    assert np.all((p > 0) & (p < 1))


@every_baseline
@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_one_outcome_alone_gives_nobody_an_edge(name: str, outcome: float) -> None:
    rows = world()
    same = Rows(**{**vars(rows), "y": np.full(len(rows), outcome)})
    p = BASELINES[name](same).predict(rows.x)
    assert np.all(np.abs(p - outcome) < 0.05)


@pytest.mark.parametrize("name", ["points", "naive_bayes", "logistic"])
def test_what_can_be_learnt_is_learnt(name: str) -> None:
    rows, later = world(leads=3000), world(1, leads=3000)
    one, other = (
        measure(later.y, fitted.predict(later.x), later.weight, later.lead)
        for fitted in (BASELINES[name](rows), fit_base_rate(rows))
    )
    assert one.auc is not None
    assert one.log_loss is not None
    assert other.log_loss is not None
    assert one.auc > 0.62
    assert one.log_loss < other.log_loss - 0.01


def test_the_base_rate_is_the_weighted_share_that_converted() -> None:
    rows = world().take(slice(0, 4))
    rows = Rows(**{**vars(rows), "y": np.array([1.0, 0, 0, 0]), "weight": np.array([1.0, 1, 0.5, 0.5])})
    assert fit_base_rate(rows) == BaseRate(1 / 3)
    assert fit_base_rate(rows).predict(rows.x[:2]).tolist() == [1 / 3, 1 / 3]
