"""The linear part: a plain sum over columns, around the base rate, the same bits alone and in a batch."""

from __future__ import annotations

import json

import numpy as np
import pytest

from models.baselines import Logistic, fit_logistic
from models.baselines.design import fit_design
from models.linear.fit import base_log_odds, fit_linear
from models.linear.kernel import GAP, LEVEL, LOGGED, NUMBER
from models.linear.short import A_COLUMN, HALFWAY, fit_short, share_believed
from models.linear.value import Linear, Terms, flat
from models.rows import Rows

SEEDS = range(4)


def world(seed: int, n: int = 500) -> Rows:
    """An even number, a skewed one with gaps, a category, a constant, a number with gaps of its own."""
    random = np.random.default_rng(seed)
    x = np.column_stack(
        [
            random.normal(3, 2, n),
            np.exp(random.normal(2, 1.5, n)),
            random.integers(0, 4, n),
            np.full(n, 7.0),
            random.normal(0, 1, n),
        ]
    ).astype(np.float32)
    for column in (1, 2, 4):
        x[random.random(n) < 0.15, column] = np.nan
    known = np.nan_to_num(x)
    score = 0.5 * known[:, 0] - 0.4 * np.log1p(known[:, 1]) + (known[:, 2] == 2) + known[:, 4] - 1
    return Rows(
        x=x,
        y=(random.random(n) < 1 / (1 + np.exp(-score))).astype(float),
        weight=random.uniform(0.5, 2, n),
        lead=np.arange(n),
        as_of=np.arange(n),
        names=("even", "skewed", "category", "constant", "gaps"),
        categorical=(False, False, True, False, False),
    )


def odd_rows(seed: int) -> np.ndarray:
    """Rows never seen: outliers, infinities, negative amounts, codes without a column."""
    random = np.random.default_rng(seed)
    x = world(seed + 100, 60).x
    x[random.random(x.shape) < 0.1] = np.nan
    x[:6, 1] = [1e30, -1e30, np.inf, -np.inf, 0.0, -0.0]
    x[:4, 2] = [99, -1, 1.5, np.nan]
    return x


def columns_of(line: Linear, rows: Rows, x: np.ndarray) -> np.ndarray:
    """Each column's part, by the design matrix and plain sums."""
    design = fit_design(rows)
    mean = np.average(design.matrix(rows.x), axis=0, weights=rows.weight)
    parts = (design.matrix(x) - mean) * line.weight
    total = np.zeros((len(x), x.shape[1]))
    for term, column in enumerate(line.terms.column):
        total[:, column] += parts[:, term]
    return total


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("share", [0.5, 1.0])
def test_it_is_the_plain_sum_of_the_designs_columns_times_their_weights(seed: int, share: float) -> None:
    rows = world(seed)
    line = fit_linear(rows, share)
    fitted = fit_logistic(rows)
    assert isinstance(fitted, Logistic)
    assert line.weight == pytest.approx(share * fitted.coefficients, rel=1e-12)
    assert set(line.terms.sort) == {NUMBER, LOGGED, GAP, LEVEL}, "every sort of term is looked at"
    for x in (rows.x, odd_rows(seed)):
        parts = columns_of(line, rows, x)
        np.testing.assert_allclose(line.contributions(x), parts, atol=1e-9, rtol=0)
        np.testing.assert_allclose(line.margin(x), line.base + parts.sum(axis=1), atol=1e-9, rtol=0)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_parts_add_up_and_are_nothing_on_average(seed: int) -> None:
    rows = world(seed)
    line = fit_linear(rows, 1.0)
    parts = line.contributions(rows.x)
    np.testing.assert_allclose(line.base + parts.sum(axis=1), line.margin(rows.x), atol=1e-12, rtol=0)
    assert np.abs(np.average(parts, axis=0, weights=rows.weight)).max() < 1e-9
    assert (parts[:, 3] == 0).all(), "a constant says nothing"
    assert np.ptp(parts[:, [0, 1, 2, 4]], axis=0).min() > 0.01
    base = np.average(rows.y, weights=rows.weight)
    assert line.base == pytest.approx(np.log(base / (1 - base)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_row_has_the_same_bits_alone_and_among_others(seed: int) -> None:
    line, x = fit_linear(world(seed)), np.concatenate([world(seed).x, odd_rows(seed)])
    margin, parts = line.margin(x), line.contributions(x)
    for row in range(len(x)):
        assert line.margin(x[row : row + 1])[0] == margin[row]
        assert (line.contributions(x[row : row + 1])[0] == parts[row]).all()
    other = np.asfortranarray(x[::-1])
    other.flags.writeable = False
    assert (line.margin(other)[::-1] == margin).all()


def test_many_columns_add_up_to_the_same_bits_too() -> None:
    random = np.random.default_rng(0)
    one = np.ones(100)
    terms = Terms(np.full(100, NUMBER), np.arange(100), 0 * one, 0 * one, one)
    line = Linear(100, -1.0, terms, random.normal(0, 1, 100), 0.1 * one)
    x = random.normal(0, 1, (50, 100)).astype(np.float32)
    margin = line.margin(x)
    for row in range(50):
        total = 0.0
        for part in line.contributions(x[row : row + 1])[0].tolist():
            total += part
        assert line.margin(x[row : row + 1])[0] == margin[row] == -1.0 + total


@pytest.mark.parametrize("seed", SEEDS)
def test_it_comes_back_from_json_bit_by_bit(seed: int) -> None:
    line, x = fit_linear(world(seed)), odd_rows(seed)
    again = Linear.from_json(json.loads(json.dumps(line.to_json())))
    assert (again.margin(x) == line.margin(x)).all()
    assert (again.contributions(x) == line.contributions(x)).all()
    none = Linear.from_json(json.loads(json.dumps(flat(5, -1.25).to_json())))
    assert none.margin(x).tolist() == [-1.25] * len(x)


@pytest.mark.parametrize("column", [0, 1, 4])
@pytest.mark.parametrize("direction", [1, -1])
def test_a_bound_column_only_goes_its_way(column: int, direction: int) -> None:
    rows = world(0)
    bound = tuple(direction if place == column else 0 for place in range(5))
    free, line = fit_linear(rows, 1.0), fit_linear(rows, 1.0, bound)
    sweep = np.repeat(rows.x[:20], 30, axis=0)
    sweep[:, column] = np.tile(np.linspace(-50, 50, 30, dtype=np.float32), 20)
    steps = np.diff(line.margin(sweep).reshape(20, 30), axis=1)
    assert (direction * steps >= -1e-12).all()
    natural = np.diff(free.margin(sweep).reshape(20, 30), axis=1).sum()
    assert np.abs(steps).sum() > 0.1 if natural * direction > 0 else np.abs(steps).max() < 1e-12
    others = line.terms.column != column
    assert (line.weight[others] == free.weight[others]).all()


def test_a_bound_leaves_categories_alone() -> None:
    rows = world(0)
    free, line = fit_linear(rows, 1.0), fit_linear(rows, 1.0, (0, 0, 1, 0, 0))
    assert (line.weight == free.weight).all()
    levels = free.weight[free.terms.sort == LEVEL]
    assert levels.min() < 0 < levels.max()


def test_a_share_of_nothing_is_the_base_rate() -> None:
    rows = world(1)
    line = fit_linear(rows, 0.0)
    base = float(np.average(rows.y, weights=rows.weight))
    assert line.margin(odd_rows(1)) == pytest.approx([np.log(base / (1 - base))] * 60)
    assert (line.contributions(odd_rows(1)) == 0).all()


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_one_outcome_only_is_nearly_certain_and_the_same_for_all(outcome: float) -> None:
    rows = world(2)
    alike = Rows(
        rows.x, np.full(500, outcome), rows.weight, rows.lead, rows.as_of, rows.names, rows.categorical
    )
    line = fit_linear(alike)
    chance = 1 / (1 + np.exp(-line.margin(rows.x)))
    assert np.unique(chance).size == 1
    assert chance[0] == pytest.approx(outcome, abs=0.002)
    assert np.isfinite(base_log_odds(alike))


@pytest.mark.parametrize("converted", [1, 4, 5, 12, 39])
def test_the_short_line_has_a_column_for_every_few_conversions(converted: int) -> None:
    rows = world(3)
    columns, line = fit_short(rows, converted)
    assert 1 <= columns.size <= max(1, converted // A_COLUMN)
    assert (np.diff(columns) > 0).all()
    assert 3 not in columns, "a constant is never on the list"
    assert line.features == columns.size


def test_the_more_conversions_the_more_is_believed_and_never_all() -> None:
    believed = [share_believed(converted) for converted in range(1000)]
    assert believed[0] == 0
    assert believed[HALFWAY] == 0.5
    assert (np.diff(believed) > 0).all()
    assert believed[-1] < 1


def test_a_short_line_without_anything_that_varies_is_the_base_rate() -> None:
    rows = world(0, 40)
    still = Rows(
        np.full((40, 1), 7, np.float32), rows.y, rows.weight, rows.lead, rows.as_of, ("constant",), (False,)
    )
    columns, line = fit_short(still, 10)
    assert columns.size == 0
    assert line.margin(np.empty((2, 0), np.float32)).tolist() == [base_log_odds(still)] * 2
