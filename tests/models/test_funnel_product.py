"""The funnel adds up: closing never exceeds becoming an SQL, and its reasons sum to what is said."""

from __future__ import annotations

import itertools
import math
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.blend import Blend
from models.booster import BoosterSettings, booster_text, fit_booster
from models.calibration import Identity, PlattCalibration
from models.funnel import funnel_of
from models.funnel.events import CLOSE, CLOSE_GIVEN_SQL, SQL, SQL_BY_CLOSE
from models.funnel.product import EDGE, Product
from models.linear.kernel import GAP, LEVEL, LOGGED
from models.linear.value import Linear, Terms, flat
from models.rows import Rows
from models.treeshap import Explainer

CATALOG = 7
ROWS = 40


@cache
def explainer(number: int, features: int) -> Explainer:
    """Real trees, of columns with gaps."""
    random = np.random.default_rng(number)
    x = random.normal(0, 1, (300, features)).astype(np.float32)
    x[random.random(x.shape) < 0.1] = np.nan
    y = (np.nan_to_num(x).sum(axis=1) * random.choice((-1, 1)) + random.normal(0, 1, 300) > 0).astype(float)
    at = np.arange(300)
    rows = Rows(x, y, np.ones(300), at, at, tuple(map(str, range(features))), (False,) * features)
    settings = BoosterSettings(min_data_in_leaf=10, feature_fraction=1.0, learning_rate=0.2, seed=number)
    return Explainer.from_text(booster_text(fit_booster(rows, settings, 12)))


def blend(random: np.random.Generator, columns: np.ndarray, *, trees: bool) -> Blend:
    """Any line on some columns, trees or none, any calibration."""
    size, k = columns.size, 2 * columns.size
    terms = Terms(
        random.integers(0, LEVEL + 1, k),
        random.integers(0, size, k) if size else np.empty(0, np.int64),
        random.integers(-1, 2, k).astype(float),
        random.normal(0, 1, k),
        random.uniform(0.5, 2, k),
    )
    line = Linear(size, random.normal(-1, 1), terms, random.normal(0, 0.7, k), random.normal(0, 0.2, k))
    platt = PlattCalibration(random.uniform(0.3, 2), random.normal(0, 1))
    return Blend(
        columns,
        line if size else flat(0, -1.0),
        explainer(int(random.integers(3)), size) if trees and size else None,
        random.normal(0, 0.3),
        platt if random.random() < 0.5 else Identity(),
    )


class World(NamedTuple):
    """The three models of a funnel, rows of the catalog, and which leads are SQLs already."""

    by_close: Blend
    given: Blend
    sql: Blend
    x: np.ndarray
    wanted: np.ndarray
    qualified: np.ndarray

    def product(self, *, longer: bool) -> Product:
        return Product(self.by_close, self.given, self.sql, longer=longer)


def world(seed: int, *, trees: bool) -> World:
    random = np.random.default_rng(seed)
    chosen = [np.flatnonzero(random.random(CATALOG - 1) < 0.5) for _ in range(3)]
    x = random.normal(0, 1.5, (ROWS, CATALOG)).round(1).astype(np.float32)
    x[random.random(x.shape) < 0.15] = np.nan
    by_close, given_sql, sql = (blend(random, columns, trees=trees) for columns in chosen)
    return World(by_close, given_sql, sql, x, random.random(ROWS) < 0.9, random.random(ROWS) < 0.3)


WORLDS = st.builds(lambda seed, trees: world(seed, trees=trees), st.integers(0, 10**9), st.booleans())
many = settings(deadline=None, max_examples=60)


@many
@given(told=WORLDS, longer=st.booleans())
def test_closing_never_exceeds_becoming_an_sql_by_then(told: World, longer: bool) -> None:
    horizons = {"sql": 30, "close": 90} if longer else {"sql": 90, "close": 30}
    funnel = funnel_of({SQL: told.sql, SQL_BY_CLOSE: told.by_close, CLOSE_GIVEN_SQL: told.given}, horizons)
    all_, close = np.ones(ROWS, bool), funnel.targets["close"]
    assert isinstance(close, Product)
    open_ = {"sql": ~told.qualified, "close": all_}
    p_sql, p_close = funnel.p("sql", told.x, open_), funnel.p("close", told.x, open_)
    ahead = ~told.qualified
    by_close = close.by_close(told.x)
    given_sql = funnel.close_given_sql(told.x, all_)
    assert (p_close[ahead] <= by_close[ahead]).all()
    assert (p_close[ahead] <= given_sql[ahead]).all()
    assert p_close[ahead] == pytest.approx(by_close[ahead] * given_sql[ahead], abs=1e-15)
    if longer:
        assert (p_sql[ahead] <= by_close[ahead]).all()
    else:
        assert (p_sql[ahead] >= by_close[ahead]).all()
        assert (p_close[ahead] <= p_sql[ahead]).all()
    own = told.by_close.p(told.x)
    kept = own >= told.sql.p(told.x) if longer else own <= told.sql.p(told.x)
    assert (by_close[kept] == own[kept]).all(), "where they agree, its own model speaks"
    assert np.isnan(p_sql[told.qualified]).all()


def test_with_one_horizon_becoming_an_sql_by_then_is_p_sql() -> None:
    told = world(3, trees=True)
    funnel = funnel_of({SQL: told.sql, CLOSE_GIVEN_SQL: told.given}, {"sql": 30, "close": 30})
    close = funnel.targets["close"]
    assert isinstance(close, Product)
    assert (close.by_close(told.x) == told.sql.p(told.x)).all()


def test_without_a_product_closing_is_one_model() -> None:
    told = world(4, trees=True)
    funnel = funnel_of({SQL: told.sql, CLOSE: told.given}, {"sql": 30, "close": 30})
    all_ = np.ones(ROWS, bool)
    said = funnel.forecast("close", told.x, {"sql": all_, "close": told.wanted}, explain=True)
    assert (said.p[told.wanted] == told.given.p(told.x)[told.wanted]).all()
    assert np.isnan(said.p[~told.wanted]).all()
    np.testing.assert_allclose(said.contributions.sum(axis=1), said.margin, atol=1e-9, rtol=0)
    assert np.isnan(funnel.close_given_sql(told.x, all_)).all()


@many
@given(told=WORLDS, longer=st.booleans())
def test_reasons_add_up_to_what_is_said(told: World, longer: bool) -> None:
    product = told.product(longer=longer)
    said = product.forecast(told.x, told.wanted, told.qualified, explain=True)
    assert said.contributions.shape == (ROWS, product.columns.size + 1)
    summed = said.contributions[told.wanted].sum(axis=1)
    np.testing.assert_allclose(summed, said.margin[told.wanted], atol=1e-9, rtol=0)
    np.testing.assert_allclose(product.probability(summed), said.p[told.wanted], atol=1e-12, rtol=0)
    for part in said:
        assert np.isnan(part[~told.wanted]).all()


@many
@given(told=WORLDS, longer=st.booleans())
def test_an_sql_is_forecast_by_closing_alone(told: World, longer: bool) -> None:
    said = told.product(longer=longer).forecast(told.x, told.wanted, told.qualified, explain=True)
    already = told.wanted & told.qualified
    assert (said.p[already] == told.given.p(told.x)[already]).all()
    other = told._replace(by_close=told.sql, sql=told.by_close).product(longer=longer)
    again = other.forecast(told.x, told.wanted, told.qualified, explain=True)
    assert (again.margin[already] == said.margin[already]).all()
    assert (again.contributions[already] == said.contributions[already]).all()


@many
@given(told=WORLDS, longer=st.booleans())
def test_a_row_has_the_same_bits_alone_and_among_others(told: World, longer: bool) -> None:
    product = told.product(longer=longer)
    said = product.forecast(told.x, told.wanted, told.qualified, explain=True)
    for row in range(0, ROWS, 3):
        at = slice(row, row + 1)
        one = product.forecast(told.x[at], told.wanted[at], told.qualified[at], explain=True)
        for alone, among in zip(one, said, strict=True):
            np.testing.assert_array_equal(alone[0], among[row])


@many
@given(told=WORLDS, longer=st.booleans())
def test_a_column_that_is_not_read_adds_nothing(told: World, longer: bool) -> None:
    product = told.product(longer=longer)
    assert CATALOG - 1 not in product.columns, "nobody reads the last"
    said = product.forecast(told.x, np.ones(ROWS, bool), told.qualified, explain=True)
    p_sql, own = told.sql.p(told.x), told.by_close.p(told.x)
    binds = p_sql > own if longer else p_sql < own
    for row in range(ROWS):
        first = told.sql if binds[row] else told.by_close
        read = set(told.given.columns) | (set() if told.qualified[row] else set(first.columns))
        idle = [place for place, column in enumerate(product.columns) if column not in read]
        assert (said.contributions[row, idle] == 0).all()


def log_odds(p: float) -> float:
    """No nearer to certainty than the product itself goes."""
    held = min(max(p, EDGE), 1 - EDGE)
    return math.log(held / (1 - held))


def shapley(now: tuple[float, float], expected: tuple[float, float]) -> list[float]:
    """Each factor's mean gain over all orders in which they become known."""
    gains = [0.0, 0.0]
    for order in itertools.permutations(range(2)):
        known = list(expected)
        for player in order:
            before = log_odds(known[0] * known[1])
            known[player] = now[player]
            gains[player] += (log_odds(known[0] * known[1]) - before) / 2
    return gains


@many
@given(seed=st.integers(0, 10**9), trees=st.booleans())
def test_each_factors_share_is_its_gain_over_both_orders(seed: int, trees: bool) -> None:
    random = np.random.default_rng(seed)
    told = world(seed, trees=trees)
    first = blend(random, np.array([0, 2, 3]), trees=trees)
    second = blend(random, np.array([1, 4, 5]), trees=trees)
    none = np.zeros(ROWS, bool)
    one, two = (
        Product(*order, order[0], longer=True).forecast(told.x, ~none, none, explain=True)
        for order in ((first, second), (second, first))
    )
    q0, r0 = (
        float(model.calibration.apply(model.contributions(told.x)[:1, -1])[0]) for model in (first, second)
    )
    for row, (q, r) in enumerate(zip(first.p(told.x), second.p(told.x), strict=True)):
        gains = shapley((q, r), (q0, r0))
        for model, gain in zip((first, second), gains, strict=True):
            own = one.contributions[row, model.columns]
            assert own.sum() == pytest.approx(gain, abs=1e-8)
            raw = model.contributions(told.x[row : row + 1])[0, :-1]
            assert own * raw.sum() == pytest.approx(gain * raw, abs=1e-7), "split as in its own model"
        assert one.contributions[row, -1] == pytest.approx(log_odds(q0 * r0), abs=1e-7)
    np.testing.assert_allclose(one.contributions, two.contributions, atol=1e-8, rtol=0)


def test_two_alike_factors_that_know_alike_share_alike() -> None:
    random = np.random.default_rng(0)
    first = blend(random, np.array([0, 1]), trees=True)
    twin = Blend(np.array([2, 3]), first.linear, first.trees, first.shift, first.calibration)
    x = random.normal(0, 1, (ROWS, CATALOG)).astype(np.float32)
    x[:, 2:4] = x[:, :2]
    none = np.zeros(ROWS, bool)
    said = Product(first, twin, first, longer=True).forecast(x, ~none, none, explain=True).contributions
    np.testing.assert_allclose(said[:, :2], said[:, 2:4], atol=1e-9, rtol=0)
    assert np.abs(said[:, :2]).max() > 0.1


def test_the_terms_drawn_are_of_every_sort() -> None:
    sorts = blend(np.random.default_rng(1), np.arange(6), trees=False).linear.terms.sort
    assert {LOGGED, GAP, LEVEL} <= set(sorts)
