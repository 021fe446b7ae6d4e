"""How far training reached, and the status of what lies beyond, in words."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.clock import DAY
from features.family import Feature
from models import status
from models.reach import Reach


def feature(name: str, group: str, **more: Any) -> Feature:
    return Feature(name, group, name, lambda value: f"{name} is {value:g}", **more)


FEATURES = (
    feature("employees", "profile"),
    feature("industry", "profile", categorical=True, levels=("a", "b", "c")),
    feature("visits", "engagement"),
    feature("days since visit", "engagement", waits=True),
    feature("calls to the lead", "outreach"),
    feature("weekday", "calendar"),
    feature("never filled", "profile"),
)
LOOKED_AT = (0, 2)


def training(seed: int, n: int = 200) -> np.ndarray:
    random = np.random.default_rng(seed)
    x = np.exp(random.normal(0, 2, (n, len(FEATURES)))) * random.choice((-1, 1), (1, len(FEATURES)))
    x[random.random(x.shape) < 0.2] = np.nan
    x[:, 6] = np.nan
    return x.astype(np.float32)


def reach(x: np.ndarray) -> Reach:
    return Reach.of(FEATURES, x, np.arange(len(x)) * DAY, 30 * DAY)


@given(seed=st.integers(0, 10**6), n=st.integers(1, 60))
def test_what_lies_in_the_range_of_training_is_never_far(seed: int, n: int) -> None:
    x = training(seed, n)
    assert (reach(x).beyond(x) == -1).all()
    between = np.zeros((20, len(FEATURES)), np.float32)
    for column in LOOKED_AT:
        known = x[~np.isnan(x[:, column]), column]
        if known.size:
            share = np.random.default_rng(seed).random(20)
            between[:, column] = known.min() + share * (known.max() - known.min())
    assert (reach(x).beyond(between) == -1).all()


def test_only_amounts_that_leads_bring_along_are_looked_at() -> None:
    found = reach(training(0))
    assert tuple(found.columns) == LOOKED_AT
    for column in range(len(FEATURES)):
        odd = np.full((1, len(FEATURES)), np.nan, np.float32)
        for value in (1e30, -1e30):
            odd[0, column] = value
            assert found.beyond(odd)[0] == (column if column in LOOKED_AT else -1)


def test_what_is_unknown_is_not_far() -> None:
    assert reach(training(0)).beyond(np.full((3, len(FEATURES)), np.nan, np.float32)).tolist() == [-1] * 3


@pytest.mark.parametrize(
    ("low", "high", "value", "far"),
    [
        (100, 100, 900, False),
        (100, 100, 1200, True),
        (100, 100, 11, False),
        (100, 100, 8, True),
        (0, 0, 8, False),
        (0, 0, 10, True),
        (0, 0, -10, True),
        (1, 9999, 9_000_000, False),
        (1, 9999, 80_000_000, True),
        (-50, 50, -20_000, False),
        (-50, 50, -200_000, True),
    ],
)
def test_far_is_a_width_of_the_range_away_and_a_factor_of_ten(
    low: float, high: float, value: float, far: bool
) -> None:
    x = np.full((2, len(FEATURES)), np.nan, np.float32)
    x[:, 0] = low, high
    asked = np.full((1, len(FEATURES)), np.nan, np.float32)
    asked[0, 0] = value
    assert (reach(x).beyond(asked)[0] == 0) == far
    assert reach(x).range_of(0) == pytest.approx((low, high))


def test_of_two_far_values_the_farther_is_told() -> None:
    x = np.zeros((2, len(FEATURES)), np.float32)
    asked = np.zeros((2, len(FEATURES)), np.float32)
    asked[0, [0, 2]] = 1e3, 1e6
    asked[1, [0, 2]] = 1e6, 1e3
    assert reach(x).beyond(asked).tolist() == [2, 0]


@pytest.mark.parametrize(("column", "name"), [(0, "employees"), (2, "visits")])
def test_the_sentence_names_the_column_its_value_and_the_range(column: int, name: str) -> None:
    x = np.zeros((2, len(FEATURES)), np.float32)
    x[:, column] = 3, 2500
    catalog: Any = SimpleNamespace(features=FEATURES)
    said = status.far_out(catalog, reach(x), column, 4e9)
    assert said.startswith(f"{name} is 4e+09: ")
    assert said.endswith("3 to 2,500.")


def test_it_comes_back_from_json() -> None:
    found, asked = reach(training(1)), 10 * training(2)
    again = Reach.from_json(json.loads(json.dumps(found.to_json())))
    assert (again.beyond(asked) == found.beyond(asked)).all()
    assert again.range_of(2) == found.range_of(2)
    assert again.oldest == found.oldest


def test_nothing_is_far_from_nothing() -> None:
    bare = Reach.of(FEATURES[1:2], np.zeros((3, 1), np.float32), np.zeros(3, np.int64), DAY)
    assert bare.beyond(np.full((2, 1), 1e9, np.float32)).tolist() == [-1, -1]
    assert status.beyond(None, np.full((2, 1), 1e9, np.float32)).tolist() == [-1, -1]


def test_too_old_is_as_agreed_or_a_horizon_past_training() -> None:
    found = reach(training(0, 11))  # leads of up to ten days, a horizon of thirty
    age = np.array([0, 5, 40, 41]) * DAY
    assert found.too_old(age, None).tolist() == [False, False, False, True]
    assert found.too_old(age, 4 * DAY).tolist() == [False, True, True, True]
    assert found.too_old(age, 60 * DAY).tolist() == [False] * 4
    assert status.too_old(41 * DAY, 40 * DAY) == (
        "The lead is 41 days old; the oldest that forecasts hold for is 40 days."
    )


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), max_size=6), st.permutations("abcd"))
def test_the_first_status_that_holds_is_the_status(rows: list[list[bool]], order: list[str]) -> None:
    holds = np.array(rows, dtype=bool).reshape(-1, 4)
    said = status.statuses({name: holds[:, place] for place, name in enumerate(order)}, len(rows))
    assert said == [
        next((name for name, held in zip(order, row, strict=True) if held), status.SCORED) for row in rows
    ]


def test_every_status_has_a_sentence_of_its_own() -> None:
    names = [value for name, value in vars(status).items() if name.isupper() and isinstance(value, str)]
    spoken = {*status.WHY, status.TOO_OLD, status.FAR_OUT}
    assert set(names) == spoken
    sentences = [why for name, why in status.WHY.items() if name != status.SCORED]
    assert len(set(sentences)) == len(sentences)
    assert all(why.endswith(".") for why in sentences)
    assert status.WHY[status.SCORED] == ""
