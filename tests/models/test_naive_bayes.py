"""Naive Bayes against a table worked out by hand and against the method written as a loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.baselines import fit_naive_bayes
from models.rows import Rows

UNKNOWN = np.nan


def rows(
    source: list[float], country: list[float], y: list[float], weight: list[float] | None = None
) -> Rows:
    """Two categories and a number, which naive Bayes must not read."""
    n = len(y)
    return Rows(
        x=np.column_stack([source, np.arange(n), country]).astype(np.float32),
        y=np.array(y),
        weight=np.ones(n) if weight is None else np.array(weight),
        lead=np.arange(n),
        as_of=np.arange(n),
        names=("source", "number", "country"),
        categorical=(True, False, True),
    )


EIGHT = rows(
    source=[0, 0, 0, 1, 1, 1, 1, UNKNOWN],
    country=[5, 5, 7, 5, 7, 7, 7, 7],
    y=[1, 1, 0, 1, 0, 0, 0, 0],
)
PRIOR = 3.1 / 5.1  # won / lost of all leads, 0.1 more each
SOURCE = {0: (2.1 / 3.2) / (1.1 / 4.2), 1: (1.1 / 3.2) / (3.1 / 4.2)}  # each value adds 0.1 to the totals too
COUNTRY = {5: (3.1 / 3.2) / (0.1 / 5.2), 7: (0.1 / 3.2) / (5.1 / 5.2)}


@pytest.mark.parametrize(
    ("source", "country", "odds"),
    [
        (0, 5, PRIOR * SOURCE[0] * COUNTRY[5]),
        (1, 7, PRIOR * SOURCE[1] * COUNTRY[7]),
        (1, 5, PRIOR * SOURCE[1] * COUNTRY[5]),
        (UNKNOWN, 7, PRIOR * COUNTRY[7]),
        (0, UNKNOWN, PRIOR * SOURCE[0]),
        (9, 9, PRIOR),
        (UNKNOWN, UNKNOWN, PRIOR),
    ],
)
def test_eight_leads_by_hand(source: float, country: float, odds: float) -> None:
    p = fit_naive_bayes(EIGHT).predict(np.array([[source, 123.0, country]], np.float32))
    assert p.tolist() == [round(odds / (1 + odds), 4)]


def test_the_number_is_not_read() -> None:
    fitted = fit_naive_bayes(EIGHT)
    one, other = (fitted.predict(np.array([[0, number, 5]], np.float32)) for number in (0.0, 1e9))
    assert one.tobytes() == other.tobytes()


def test_certainty_stops_at_a_hundredth_of_a_percent() -> None:
    sure = rows([0.0] * 500 + [1.0] * 500, [0.0] * 500 + [1.0] * 500, [1.0] * 500 + [0.0] * 500)
    p = fit_naive_bayes(sure).predict(np.array([[0, 0, 0], [1, 0, 1]], np.float32))
    assert p.tolist() == [0.9999, 0.0001]


def by_the_book(rows: Rows, x: np.ndarray) -> list[float]:
    """The method as it reads: tables of counts, then a product for won and one for lost."""
    columns = [column for column, categorical in enumerate(rows.categorical) if categorical]
    tables: dict[int, dict[float, list[float]]] = {column: {} for column in columns}
    totals = [0.1, 0.1]
    for features, y, weight in zip(rows.x.tolist(), rows.y.tolist(), rows.weight.tolist(), strict=True):
        outcome = 0 if y else 1
        totals[outcome] += weight
        for column in columns:
            if features[column] == features[column]:  # not missing
                tables[column].setdefault(features[column], [0.1, 0.1])[outcome] += weight
    found = []
    for features in x.tolist():
        won, lost = totals[0] / sum(totals), totals[1] / sum(totals)
        for column in columns:
            if counts := tables[column].get(features[column]):
                won *= counts[0] / sum(one[0] for one in tables[column].values())
                lost *= counts[1] / sum(one[1] for one in tables[column].values())
        found.append(min(max(won / (won + lost), 0.0001), 0.9999))
    return found


values = st.sampled_from([0.0, 1.0, 2.0, UNKNOWN])
leads = st.tuples(values, values, st.sampled_from([0.0, 1.0]), st.sampled_from([0.25, 0.5, 1.0]))


@given(st.lists(leads, min_size=1, max_size=30), st.lists(st.tuples(values, values), min_size=1, max_size=5))
def test_it_is_the_method_by_the_book(
    known: list[tuple[float, float, float, float]], asked: list[tuple[float, float]]
) -> None:
    source, country, y, weight = (list(column) for column in zip(*known, strict=True))
    training = rows(source, country, y, weight)
    x = np.array([(one, 0.0, other) for one, other in asked], np.float32)
    assert fit_naive_bayes(training).predict(x).tolist() == pytest.approx(by_the_book(training, x), abs=6e-5)
