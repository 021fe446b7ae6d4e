"""The two benchmarks of forecasts run on a tiny demo, and what they say follows from the numbers."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("catboost", reason="expected: the rivals are an extra, pip install .[bench]")
pytest.importorskip("xgboost", reason="expected: the rivals are an extra, pip install .[bench]")

from benchmarks.contest.page import overview, summary, table
from benchmarks.contest.questions import DEMO, workspace
from benchmarks.contest.rivals import RIVALS
from benchmarks.contest.standing import FLOOR, OWN, standing
from benchmarks.funnel import compared
from benchmarks.quality import judged
from benchmarks.recipes.weighted import weights
from models.rows import Rows

TINY = 700


def rows(y: list[int]) -> Rows:
    n = len(y)
    return Rows(
        np.zeros((n, 1), np.float32),
        np.array(y, float),
        np.ones(n),
        np.arange(n),
        np.arange(n),
        ("x",),
        (False,),
    )


def test_a_tiny_demo_is_judged_and_the_truth_is_in_no_contest() -> None:
    with workspace(DEMO, TINY) as path:
        found = list(judged(DEMO, path, ("logistic", "base rate")))
    assert [one.asked for one in found] == ["SQL in 30 days", "won in 90 days"]
    for one in found:
        assert [forecast.name for forecast in one.forecasts] == [OWN, "logistic", "base rate", FLOOR]
        assert one.best.name != FLOOR
        assert one.forecasts[-1].loss < one.best.loss  # nothing fitted to so few leads can beat the truth
    assert len([line for line in table(found) if "| base rate |" in line]) == 2
    assert [line.count("|") for line in overview(found)[:-1]] == [8] * 4
    assert summary(found)[0].startswith("Of 2 rows")


def test_a_tiny_demo_shows_what_the_product_is_worth() -> None:
    with workspace(DEMO, TINY) as path:
        ((choice, one),) = compared(f"{DEMO}-{TINY}", path, ["product"], most=1)
    assert choice == "product"
    assert set(one.distance) == {"product", "direct"}
    assert one.behind["direct"] is not None
    assert one.note.endswith("incoherent")


@pytest.mark.parametrize(
    ("own", "other", "place"),
    [
        ((0.9, 0.1), (0.6, 0.4), "first"),
        ((0.6, 0.4), (0.9, 0.1), "beaten"),
        ((0.5, 0.5), (0.5, 0.5), "first"),
    ],
)
def test_who_is_first(own: tuple[float, float], other: tuple[float, float], place: str) -> None:
    judge = rows([1, 0] * 50)
    said = {"rival": (np.array(other * 50), ""), OWN: (np.array(own * 50), "")}
    assert standing("funnel", "asked", True, judge, said).place == place


def test_a_rival_that_is_ahead_by_chance_does_not_beat() -> None:
    random = np.random.default_rng(3)
    y = random.integers(0, 2, 60)
    guesses = [np.clip(0.5 + random.normal(0, 0.2, 60), 0.05, 0.95) for _ in range(2)]
    own, other = sorted(guesses, key=lambda p: float(np.log(np.where(y == 1, p, 1 - p)).mean()))
    one = standing("funnel", "asked", True, rows(y.tolist()), {OWN: (own, ""), "rival": (other, "")})
    assert one.best.name == "rival"
    assert one.place == "within the interval of first"


@pytest.mark.parametrize("name", ["untuned LightGBM", "CatBoost", "XGBoost"])
def test_a_rival_learns_a_category_and_meets_one_it_has_not_seen(name: str) -> None:
    random = np.random.default_rng(5)
    code = random.integers(0, 6, 900).astype(np.float32)
    y = (random.random(900) < np.where(code % 2 == 1, 0.8, 0.2)).astype(float)
    x = np.column_stack([code, random.random(900)]).astype(np.float32)
    taught = Rows(x, y, np.ones(900), np.arange(900), np.arange(900), ("code", "noise"), (True, False))
    said = (
        RIVALS[name]
        .fit(taught, 150)
        .predict(np.array([[1, 0.5], [2, 0.5], [9, 0.5], [np.nan, 0.5]], np.float32))
    )
    assert said[0] > 0.6 > 0.4 > said[1]
    assert np.all((said > 0) & (said < 1))


def test_moments_told_late_weigh_more() -> None:
    followed = np.array([1, 2, 3, 4])
    np.testing.assert_allclose(weights(np.array([0, 1, 2, 4]), followed), [1, 1, 4 / 3, 4])
