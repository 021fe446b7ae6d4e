"""Reasons name the right theme, in the right words, and lose nothing of the sum."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from features.family import Feature
from models.reasons import LEAST, MOST, Themes

FEATURES = [
    Feature(f"f{number}", "engagement", f"theme {number % 7}", lambda value, n=number: f"f{n} is {value:.0f}")
    for number in range(21)
]


@given(st.lists(st.floats(-3, 3), min_size=21, max_size=21))
def test_themes_are_sums_in_order_and_worded_by_their_strongest_member(given_values: list[float]) -> None:
    contributions = np.array(given_values)
    values = np.arange(21, dtype=np.float32)
    ((best, worst),) = Themes(FEATURES).of(contributions[None], values[None])
    totals = {f"theme {t}": sum(contributions[f] for f in range(21) if f % 7 == t) for t in range(7)}
    up = sorted((v for v in totals.values() if v > LEAST), reverse=True)[:MOST]
    down = sorted(v for v in totals.values() if v < -LEAST)[:MOST]
    assert np.allclose([r.contribution for r in best], up)
    assert np.allclose([r.contribution for r in worst], down)
    for reason in (*best, *worst):
        number = int(reason.words.split()[0][1:])
        members = [f for f in range(21) if f % 7 == number % 7]
        sign = np.sign(reason.contribution)
        assert contributions[number] * sign == max(contributions[f] * sign for f in members)


def test_a_row_without_effects_has_no_reasons() -> None:
    assert Themes(FEATURES).of(np.zeros((1, 22)), np.zeros((1, 21), dtype=np.float32)) == [((), ())]
