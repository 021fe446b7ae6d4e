"""Line and trees together: the sum LightGBM would make, column by column, and back from its files."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest

from models.blend import Blend
from models.booster import BoosterSettings, booster_text, fit_booster
from models.calibration import Identity, PlattCalibration
from models.linear.fit import fit_linear
from models.rows import Rows, narrowed
from models.treeshap import Explainer

if TYPE_CHECKING:
    import lightgbm

COLUMNS = np.array([1, 2, 4, 5])
"""Of the seven the catalog has."""

SETTINGS = BoosterSettings(min_data_in_leaf=10, min_data_per_group=5, feature_fraction=1.0, learning_rate=0.3)


class Made(NamedTuple):
    """A blend, what it was made of, and rows of the catalog."""

    blend: Blend
    text: str
    booster: lightgbm.Booster
    x: np.ndarray


@cache
def made(seed: int) -> Made:
    random = np.random.default_rng(seed)
    x = random.normal(0, 1, (700, 7)).astype(np.float32)
    x[:, 4] = random.integers(0, 5, 700)
    x[random.random(x.shape) < 0.1] = np.nan
    known = np.nan_to_num(x)
    score = known[:, 1] * known[:, 2] + known[:, 5] + (known[:, 4] == 3)
    y = (random.random(700) < 1 / (1 + np.exp(-score))).astype(float)
    names = tuple("abcdefg")
    categorical = tuple(column == 4 for column in range(7))
    rows = Rows(x, y, np.ones(700), np.arange(700), np.arange(700), names, categorical)
    rows = narrowed(rows, COLUMNS)
    line = fit_linear(rows)
    booster = fit_booster(rows, SETTINGS, 30, line.margin(rows.x))
    text = booster_text(booster)
    calibration = PlattCalibration(1.2, -0.1) if seed else Identity()
    return Made(Blend(COLUMNS, line, Explainer.from_text(text), 0.3, calibration), text, booster, x)


def blends(seed: int) -> list[tuple[Blend, str | None]]:
    """With trees and without."""
    told = made(seed)
    return [(told.blend, told.text), (replace(told.blend, trees=None), None)]


@pytest.mark.parametrize("seed", [0, 1])
def test_the_margin_is_the_line_and_what_lightgbm_learnt_from_it(seed: int) -> None:
    blend, _, booster, x = made(seed)
    grown = np.asarray(booster.predict(x[:, COLUMNS], raw_score=True))
    line = blend.linear.margin(x[:, COLUMNS])
    assert min(np.std(grown), np.std(line)) > 0.1, "both have a say"
    np.testing.assert_allclose(blend.margin(x), line + grown + 0.3, atol=1e-9, rtol=0)
    alone = replace(blend, trees=None)
    np.testing.assert_allclose(alone.margin(x), line + 0.3, atol=1e-12, rtol=0)


@pytest.mark.parametrize("seed", [0, 1])
def test_contributions_add_up_with_and_without_trees(seed: int) -> None:
    x = made(seed).x
    for blend, _ in blends(seed):
        parts = blend.contributions(x)
        assert parts.shape == (700, COLUMNS.size + 1)
        np.testing.assert_allclose(parts.sum(axis=1), blend.margin(x), atol=1e-9, rtol=0)
        assert np.unique(parts[:, -1]).size == 1, "what is expected is the same of everybody"


@pytest.mark.parametrize("seed", [0, 1])
def test_it_comes_back_from_its_files_bit_by_bit(seed: int) -> None:
    x = made(seed).x
    for blend, text in blends(seed):
        again = Blend.from_json(json.loads(json.dumps(blend.to_json())), text)
        assert (again.margin(x) == blend.margin(x)).all()
        assert (again.p(x) == blend.p(x)).all()
        assert (again.contributions(x) == blend.contributions(x)).all()


@pytest.mark.parametrize("seed", [0, 1])
def test_a_row_has_the_same_bits_alone_and_whatever_stands_in_other_columns(seed: int) -> None:
    x = made(seed).x
    changed = x.copy()
    changed[:, [0, 3, 6]] = np.nan
    for blend, _ in blends(seed):
        margin, p, parts = blend.margin(x), blend.p(x), blend.contributions(x)
        assert (blend.margin(changed) == margin).all()
        for row in range(0, 700, 7):
            one = x[row : row + 1]
            assert blend.margin(one)[0] == margin[row]
            assert blend.p(one)[0] == p[row]
            assert (blend.contributions(one)[0] == parts[row]).all()


@pytest.mark.parametrize("seed", [0, 1])
def test_its_probabilities_are_the_calibrated_margins(seed: int) -> None:
    blend, x = made(seed).blend, made(seed).x
    slope, shift = (1.2, -0.1) if seed else (1.0, 0.0)
    assert blend.p(x) == pytest.approx(1 / (1 + np.exp(-(slope * blend.margin(x) + shift))), abs=1e-12)


@pytest.mark.parametrize("spoilt", [1e-3, np.nan])
def test_contributions_that_do_not_add_up_are_not_said(
    spoilt: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    blend, _, _, x = made(0)
    honest = Explainer.contributions_of

    def faulty(self: Explainer, prepared: np.ndarray) -> np.ndarray:
        found = honest(self, prepared)
        found[-1, 0] += spoilt
        return found

    blend.contributions(x)
    monkeypatch.setattr(Explainer, "contributions_of", faulty)
    with pytest.raises(ArithmeticError, match="do not add up"):
        blend.contributions(x)
