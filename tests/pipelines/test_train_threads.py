"""How many processors train a booster changes the time it takes and not one bit of it."""

from __future__ import annotations

import numpy as np
import pytest

from models import booster
from models.booster import BoosterSettings, booster_text, fit_booster
from models.rows import Rows
from models.treeshap import Explainer


@pytest.fixture
def rows() -> Rows:
    random = np.random.default_rng(1)
    x = random.normal(size=(600, 8)).astype(np.float32)
    x[:, 7] = random.integers(5, size=600)
    x[random.random(x.shape) < 0.1] = np.nan
    y = (np.nan_to_num(x[:, 0]) + random.normal(size=600) > 0.5).astype(np.float64)
    return Rows(
        x=x,
        y=y,
        weight=np.ones(600),
        lead=np.arange(600),
        as_of=np.arange(600),
        names=tuple("abcdefgh"),
        categorical=(*(False,) * 7, True),
    )


def test_the_text_is_the_same_on_any_number_of_processors(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = set()
    for processors, cells in ((1, 10**9), (2, 1), (3, 1)):
        monkeypatch.setattr(booster.os, "cpu_count", lambda count=processors: count)
        monkeypatch.setattr(booster, "CELLS_A_THREAD", cells)
        texts.add(booster_text(fit_booster(rows, BoosterSettings(), 12)))
    assert len(texts) == 1
    assert "[num_threads: 0]" in texts.pop()


def test_the_saved_text_predicts_the_same(rows: Rows) -> None:
    fitted = fit_booster(rows, BoosterSettings(), 12)
    saved = Explainer.from_text(booster_text(fitted))
    np.testing.assert_array_equal(saved.margin(rows.x), fitted.predict(rows.x, raw_score=True))
