"""A line that stands alone promises, over what it learnt from, what came."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.linear.centring import centred, whole
from models.linear.fit import fit_linear
from models.linear.short import fit_short
from models.rows import Rows, narrowed


def rows(seed: int, size: int = 2000) -> Rows:
    random = np.random.default_rng(seed)
    x = random.normal(size=(size, 5)).astype(np.float32)
    y = (random.random(size) < 1 / (1 + np.exp(3 - 2 * x[:, 0]))).astype(np.float64)
    weight = random.uniform(0.2, 2.0, size)
    return Rows(x, y, weight, np.arange(size), np.arange(size), tuple("abcde"), (False,) * 5)


def promised(margin: np.ndarray, given: Rows) -> float:
    return float(np.average(1 / (1 + np.exp(-margin)), weights=given.weight))


@pytest.mark.parametrize("share", [0.3, 1.0])
def test_it_promises_what_came(share: float) -> None:
    given = rows(1)
    came = float(np.average(given.y, weights=given.weight))
    line = fit_linear(given, share)
    assert abs(promised(line.margin(given.x), given) - came) > 0.005
    assert promised(centred(line, given).margin(given.x), given) == pytest.approx(came, abs=1e-6)


def test_the_short_line_does_too() -> None:
    given = rows(2)
    columns, line = fit_short(given, 30)
    listed = narrowed(given, columns)
    came = float(np.average(given.y, weights=given.weight))
    assert promised(line.margin(listed.x), listed) == pytest.approx(came, abs=1e-6)


def test_half_a_line_is_made_whole() -> None:
    given = rows(3)
    half, full = fit_linear(given, 0.5), fit_linear(given, 1.0)
    np.testing.assert_allclose(
        whole(half, 0.5).contributions(given.x), full.contributions(given.x), atol=1e-9
    )


def test_one_outcome_moves_nothing() -> None:
    given = rows(4)
    line = fit_linear(given)
    assert centred(line, replace(given, y=np.zeros(len(given)))) is line
