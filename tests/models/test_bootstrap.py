"""Intervals that hold what they promise, from draws of leads."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from models.bootstrap import intervals, paired_difference
from models.metrics import MEASURES, Ranked, auc, log_loss

World = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def world(seed: int, leads: int = 300, rows: int = 3) -> World:
    """Outcomes, their true probabilities, weights and leads; rows of a lead share one outcome."""
    rng = np.random.default_rng(seed)
    truth = np.repeat(rng.beta(2, 6, leads), rows)
    y = np.repeat(rng.random(leads) < truth[::rows], rows).astype(float)
    return y, truth, np.full(leads * rows, 1 / rows), np.repeat(rng.permutation(leads), rows)


def test_an_interval_equals_drawing_leads_and_their_rows() -> None:
    y, p, weight, lead = world(0)
    rng = np.random.default_rng(1)
    values = []
    for _ in range(400):
        chosen = np.concatenate([np.flatnonzero(lead == one) for one in rng.integers(0, 300, 300)])
        values.append(roc_auc_score(y[chosen], p[chosen], sample_weight=weight[chosen]))
    found = intervals(y, p, weight, lead, draws=400)["auc"]
    assert found == pytest.approx(tuple(np.quantile(values, [0.025, 0.975])), abs=0.02)


def test_an_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    reference = Ranked.of(*world(999, leads=60_000, rows=1)[:2])
    truth = {"auc": auc(reference), "log_loss": log_loss(reference), "calibration_ratio": 1.0}
    held = dict.fromkeys(truth, 0)
    for seed in range(60):
        found = intervals(*world(seed), draws=100)
        for name, value in truth.items():
            interval = found[name]
            assert interval is not None
            assert value is not None
            held[name] += interval.low <= value <= interval.high
    assert all(51 <= count <= 60 for count in held.values()), held


def test_rows_of_one_lead_are_not_evidence_of_their_own() -> None:
    y, p, weight, lead = world(3, rows=8)
    grouped = intervals(y, p, weight, lead)["log_loss"]
    alone = intervals(y, p, weight, np.arange(len(y)))["log_loss"]
    assert grouped is not None
    assert alone is not None
    assert grouped.high - grouped.low > 2 * (alone.high - alone.low)


def test_the_same_seed_gives_the_same_intervals() -> None:
    data = world(4)
    assert intervals(*data, draws=30) == intervals(*data, draws=30)
    assert intervals(*data, draws=30) != intervals(*data, draws=30, seed=1)


def test_every_metric_has_an_interval_around_it() -> None:
    y, p, weight, lead = world(5)
    found = intervals(y, p, weight, lead)
    assert set(found) == set(MEASURES)
    for name, interval in found.items():
        value = MEASURES[name](Ranked.of(y, p, weight, lead))
        assert interval is not None
        assert value is not None
        assert interval.low <= value <= interval.high, name


def test_what_few_draws_can_tell_has_no_interval() -> None:
    y = np.array([1.0] + [0.0] * 19)
    found = intervals(y, np.linspace(0.9, 0.1, 20), np.ones(20), np.arange(20))
    assert found["auc"] is None  # a third of the draws hold no positive
    assert found["log_loss"] is not None
    assert set(intervals(*(np.array([]),) * 3, np.array([], dtype=np.int64)).values()) == {None}


def test_pairing_sees_what_two_intervals_do_not() -> None:
    y, p, weight, lead = world(6)
    worse = np.clip(p + 0.05, 0, 1)
    difference = paired_difference(y, p, worse, weight, lead)
    one, other = intervals(y, p, weight, lead)["log_loss"], intervals(y, worse, weight, lead)["log_loss"]
    assert difference is not None
    assert one is not None
    assert other is not None
    assert difference.high - difference.low < 0.5 * (one.high - one.low)
    assert one.high > other.low


@pytest.mark.parametrize("metric", ["log_loss", "brier", "auc"])
def test_a_difference_is_a_minus_b(metric: str) -> None:
    y, p, weight, lead = world(7)
    other = np.random.default_rng(0).permutation(p)
    measured = [MEASURES[metric](Ranked.of(y, q, weight, lead)) for q in (p, other)]
    found = paired_difference(y, p, other, weight, lead, metric=metric, draws=200)
    back = paired_difference(y, other, p, weight, lead, metric=metric, draws=200)
    assert found is not None
    assert back is not None
    assert found.value == pytest.approx(measured[0] - measured[1])  # type: ignore[operator]
    assert found.excludes_zero
    assert tuple(back) == pytest.approx((-found.value, -found.high, -found.low))


def test_a_forecast_does_not_differ_from_itself() -> None:
    y, p, weight, lead = world(8)
    found = paired_difference(y, p, p, weight, lead, draws=50)
    assert found == (0.0, 0.0, 0.0)
    assert not found.excludes_zero


def test_an_unknown_metric_is_named_with_those_there_are() -> None:
    y, p, weight, lead = world(9, leads=5)
    with pytest.raises(ValueError, match=r"no metric 'gini'; there are .*log_loss"):
        paired_difference(y, p, p, weight, lead, metric="gini")


def test_a_difference_nobody_can_tell_is_none() -> None:
    p, lead = np.array([0.2, 0.3]), np.arange(2)
    assert paired_difference(np.zeros(2), p, p, np.ones(2), lead, metric="auc", draws=5) is None
