"""The stability index against a naive one, and against what draws without any change give."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from models.reference.bins import Bins
from models.reference.column import Column
from models.reference.psi import chance_of, dispersion, stability
from models.reference.seen import Sample

counts = st.lists(st.integers(0, 500), min_size=2, max_size=12)


def sample(values: np.ndarray, month: np.ndarray | None = None, *, coded: bool = False) -> Sample:
    zeros = np.zeros(values.size, dtype=np.int64)
    return Sample("feature", coded, values.astype(float), zeros, zeros if month is None else month)


def naive(here: list[int], there: list[int]) -> float:
    pairs = [(a + 0.5, b + 0.5) for a, b in zip(here, there, strict=True) if a or b]
    total_a, total_b = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    return sum((a / total_a - b / total_b) * math.log(a / total_a / (b / total_b)) for a, b in pairs)


@given(
    st.integers(2, 12).flatmap(
        lambda n: st.tuples(*[st.lists(st.integers(0, 500), min_size=n, max_size=n)] * 2)
    )
)
def test_it_is_the_sum_over_cells(pair: tuple[list[int], list[int]]) -> None:
    here, there = pair
    found = stability(np.array(here, float), np.array(there, float))
    cells = sum(bool(a or b) for a, b in zip(here, there, strict=True))
    if not any(here) or not any(there) or cells < 2:
        assert found == (0.0, 0, 0.0)
        return
    assert found.value == pytest.approx(naive(here, there))
    assert found.value >= 0
    assert found.freedom == cells - 1
    assert found.usual == pytest.approx((cells - 1) * (1 / sum(here) + 1 / sum(there)))


def test_without_a_change_chance_is_what_it_says() -> None:
    random = np.random.default_rng(4)
    shares = random.dirichlet(np.full(8, 4.0))
    drawn = [
        chance_of(
            stability(random.multinomial(900, shares).astype(float), random.multinomial(4000, shares)),
            1.0,
            500,
        )
        for _ in range(800)
    ]
    assert stats.kstest(drawn, "uniform").pvalue > 0.001
    assert np.mean(np.array(drawn) < 0.01) < 0.02


def test_rows_that_come_in_clumps_are_known_from_the_months_to_differ_more() -> None:
    random = np.random.default_rng(5)
    shares = random.dirichlet(np.full(6, 4.0))

    def month() -> np.ndarray:
        return 7.0 * random.multinomial(150, shares)

    def spread(months: list[np.ndarray]) -> float:
        return dispersion([(one, sum(months) - one) for one in months])

    assert 4.5 < np.mean([spread([month() for _ in range(13)]) for _ in range(12)]) < 10
    fired = {"naive": 0, "aware": 0}
    for _ in range(300):
        months = [month() for _ in range(13)]
        found = stability(month(), sum(months))
        fired["naive"] += chance_of(found, 1.0, 500) < 0.01
        fired["aware"] += chance_of(found, spread(months), 13) < 0.01
    assert fired["naive"] > 150
    assert fired["aware"] < 12


@given(st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(math.nan)), min_size=1, max_size=80), st.data())
def test_every_amount_has_one_cell_and_equal_ones_the_same(values: list[float], data: st.DataObject) -> None:
    bins = Bins.of(np.array(values), coded=False)
    more = np.array(data.draw(st.lists(st.one_of(st.sampled_from(values), st.floats(-2e6, 2e6)), min_size=1)))
    cells = bins.place(more)
    assert ((cells >= 0) & (cells < bins.size)).all()
    known = ~np.isnan(more)
    order = np.argsort(more[known], kind="stable")
    assert (np.diff(cells[known][order]) >= 0).all(), "a larger amount is in no lower cell"
    assert (cells[~known] == bins.size - 1).all()
    assert Bins.from_json(bins.to_json()) == bins


def test_a_code_that_is_rare_or_new_shares_the_last_cell() -> None:
    bins = Bins.of(np.array([3.0] * 60 + [5.0] * 39 + [9.0]), coded=True)
    assert bins.codes == (3, 5)
    assert bins.place(np.array([3.0, 5.0, 9.0, 4.0, 77.0, np.nan])).tolist() == [0, 1, 2, 2, 2, 2]


def test_a_column_is_the_same_after_it_was_saved() -> None:
    random = np.random.default_rng(1)
    values, month = random.normal(size=900), random.integers(0, 6, 900)
    column = Column.of(sample(values, month), 1)
    again = Column.from_json(column.to_json())
    later = sample(random.normal(0.6, 1, 400))
    assert again.departure(later).excess == pytest.approx(column.departure(later).excess, rel=1e-3)
    assert column.departure(later).p < 1e-6
    assert column.departure(sample(random.normal(size=400))).p > 1e-3


def test_leads_of_other_ages_are_no_drift() -> None:
    """Old leads have large values; more of them come. Each age alone is as it was."""
    random = np.random.default_rng(2)

    def rows(size: int, old: float) -> Sample:
        age = (random.random(size) < old).astype(np.int64)
        return Sample("feature", False, random.normal(size=size) + 3 * age, age, random.integers(0, 6, size))

    column = Column.of(rows(6000, 0.2), 2)
    assert column.departure(rows(900, 0.7)).p > 0.01
    blind = Column.of(rows(6000, 0.2)._replace(age=np.zeros(6000, np.int64)), 2)
    assert blind.departure(rows(900, 0.7)._replace(age=np.zeros(900, np.int64))).p < 1e-9


def test_what_is_so_in_the_newest_month_of_the_training_is_no_news() -> None:
    random = np.random.default_rng(3)
    month = random.integers(0, 13, 13_000)
    values = random.normal(size=month.size) + 0.8 * (month == 0)
    column = Column.of(sample(values, month), 1)
    assert column.departure(sample(random.normal(0.8, 1, 1000))).p > 0.05
    assert column.departure(sample(random.normal(-0.8, 1, 1000))).p < 0.001
