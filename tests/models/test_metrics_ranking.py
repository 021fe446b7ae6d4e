"""Ranking metrics against scikit-learn and against drawing leads one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from models.metrics import Ranked, auc, average_precision, capture, gains_curve, lift

SHARES = (0.05, 0.1, 0.2, 0.5, 1.0)


@st.composite
def forecasts(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Outcomes, predictions full of ties, and weights that may be zero; both outcomes have weight."""
    n = draw(st.integers(2, 40))
    y = np.array([1.0, 0.0, *draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=n - 2, max_size=n - 2))])
    p = np.array(draw(st.lists(st.integers(0, 6), min_size=n, max_size=n))) / 6
    weight = np.array(draw(st.lists(st.sampled_from([0.0, 0.25, 1 / 3, 1.0]), min_size=n, max_size=n)))
    weight[:2] = 0.5
    return y, p, weight


@given(forecasts())
def test_auc_and_average_precision_are_scikit_learns(
    forecast: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    y, p, weight = forecast
    ranked = Ranked.of(y, p, weight)
    assert auc(ranked) == pytest.approx(roc_auc_score(y, p, sample_weight=weight), abs=1e-12)
    expected = average_precision_score(y, p, sample_weight=weight)
    assert average_precision(ranked) == pytest.approx(expected, abs=1e-12)


def capture_by_hand(y: np.ndarray, p: np.ndarray, weight: np.ndarray, share: float) -> float:
    """Walk down the list; from the run of equals at the cut take the same part of every row."""
    left, found = share * weight.sum(), 0.0
    for value in sorted(set(p.tolist()), reverse=True):
        here = p == value
        part = min(1.0, left / weight[here].sum()) if weight[here].sum() > 0 else 0.0
        found += part * (weight * y)[here].sum()
        left -= part * weight[here].sum()
    return found / (weight * y).sum()


@given(forecasts(), st.sampled_from(SHARES))
def test_capture_and_lift_equal_a_walk_down_the_list(
    forecast: tuple[np.ndarray, np.ndarray, np.ndarray], share: float
) -> None:
    y, p, weight = forecast
    expected = capture_by_hand(y, p, weight, share)
    assert capture(Ranked.of(y, p, weight), share) == pytest.approx(expected, abs=1e-9)
    assert lift(Ranked.of(y, p, weight), share) == pytest.approx(expected / share, abs=1e-9)


def test_ties_at_the_cut_give_the_mean_over_their_orders() -> None:
    rng = np.random.default_rng(0)
    y = np.array([1, 0, 1, 0, 0, 1, 0, 0, 0, 0], dtype=float)
    p = np.array([0.9, 0.5, 0.5, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1, 0.1])
    seen = [y[np.lexsort((rng.random(10), -p))][:3].sum() / y.sum() for _ in range(4000)]
    assert capture(Ranked.of(y, p), 0.3) == pytest.approx(np.mean(seen), abs=0.02)


@given(forecasts(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    forecast: tuple[np.ndarray, np.ndarray, np.ndarray], random: st.DataObject
) -> None:
    y, p, weight = forecast
    index = list(range(len(y)))
    random.shuffle(index)  # type: ignore[attr-defined]
    one, other = Ranked.of(y, p, weight), Ranked.of(y[index], p[index], weight[index])
    for metric in (auc, average_precision):
        assert metric(one) == pytest.approx(metric(other), abs=1e-12)
    assert capture(one, 0.1) == pytest.approx(capture(other, 0.1), abs=1e-9)


@given(forecasts())
def test_reweighting_equals_starting_again(forecast: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    y, p, weight = forecast
    again = Ranked.of(y, p).reweighted(weight)
    assert auc(again) == auc(Ranked.of(y, p, weight))
    assert capture(again, 0.2) == capture(Ranked.of(y, p, weight), 0.2)


@pytest.mark.parametrize(
    ("y", "weight"),
    [([1.0, 1.0], [1.0, 1.0]), ([0.0, 0.0], [1.0, 1.0]), ([], []), ([1.0, 0.0], [0.0, 1.0])],
)
def test_one_outcome_cannot_be_ranked(y: list[float], weight: list[float]) -> None:
    p = np.full(len(y), 0.5)
    ranked = Ranked.of(np.array(y), p, np.array(weight))
    assert auc(ranked) is None
    assert average_precision(ranked) is None
    assert capture(ranked, 0.1) is None
    assert lift(ranked, 0.1) is None
    assert gains_curve(np.array(y), p, np.array(weight)) is None


def test_a_constant_forecast_ranks_nothing() -> None:
    y = np.array([1.0, 0.0, 0.0, 0.0])
    ranked = Ranked.of(y, np.full(4, 0.3))
    assert auc(ranked) == 0.5
    assert average_precision(ranked) == 0.25
    assert lift(ranked, 0.05) == pytest.approx(1.0)


@given(forecasts())
def test_the_gains_curve_climbs_from_nothing_to_everything(
    forecast: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    y, p, weight = forecast
    gains = gains_curve(y, p, weight, points=21)
    assert gains is not None
    assert (gains.share[0], gains.captured[0]) == (0.0, 0.0)
    assert (gains.share[-1], gains.captured[-1]) == (1.0, pytest.approx(1.0))
    assert np.all(np.diff(gains.captured) >= 0)
    assert gains.captured[2] == pytest.approx(capture_by_hand(y, p, weight, 0.1), abs=1e-9)


@pytest.mark.parametrize(
    ("y", "p", "weight", "message"),
    [
        ([0.0, 1.0], [0.5], [1.0, 1.0], "lengths differ"),
        ([0.0, 0.5], [0.5, 0.5], [1.0, 1.0], "neither 0 nor 1"),
        ([0.0, np.nan], [0.5, 0.5], [1.0, 1.0], "neither 0 nor 1"),
        ([0.0, 1.0], [0.5, 1.5], [1.0, 1.0], "not between 0 and 1"),
        ([0.0, 1.0], [0.5, np.nan], [1.0, 1.0], "not between 0 and 1"),
        ([0.0, 1.0], [0.5, 0.5], [1.0, -1.0], "negative or not finite"),
        ([0.0, 1.0], [0.5, 0.5], [1.0, np.inf], "negative or not finite"),
    ],
)
def test_impossible_forecasts_are_refused(
    y: list[float], p: list[float], weight: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Ranked.of(np.array(y), np.array(p), np.array(weight))
