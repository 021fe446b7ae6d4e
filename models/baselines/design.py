"""Features as a linear model wants them: filled, unskewed, on one scale, categories as zeros and ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from models.linear.kernel import BOUND

if TYPE_CHECKING:
    from models.rows import Floats, Matrix, Rows

LEVEL_WEIGHT: Final = 10.0
"""The least weight of a category with a column of its own; rarer ones share the zero row."""

LEVELS: Final = 30

SKEWED: Final = 1.0
"""Skewness from which a column has a tail worth folding in; an even spread stays as it is."""

_FLAT: Final = 1e-6
"""A column that varies less, next to its size, is constant but for rounding."""


class Number(NamedTuple):
    """A numeric column: whether its logarithm is taken, what fills its gaps, and its scale."""

    column: int
    logged: bool
    middle: float
    centre: float
    scale: float

    def values(self, x: Matrix) -> Floats:
        """The column [n] of ``x`` [n, f], standardised."""
        given = x[:, self.column].astype(np.float64)
        given = _signed_log(given) if self.logged else given
        filled = np.where(np.isnan(given), self.middle, given)
        return np.clip((filled - self.centre) / self.scale, -BOUND, BOUND)


class Levels(NamedTuple):
    """A categorical column and the codes that have a column of their own."""

    column: int
    codes: Floats


@dataclass(frozen=True, eq=False)
class Design:
    """How to turn features into the columns of a linear model; ``gaps`` are marked where they are missing."""

    numbers: tuple[Number, ...]
    gaps: tuple[int, ...]
    levels: tuple[Levels, ...]

    def matrix(self, x: Matrix) -> Floats:
        """The model's columns [n, k] for features ``x`` [n, f]."""
        numbers = [number.values(x) for number in self.numbers]
        gaps = [np.isnan(x[:, column]) for column in self.gaps]
        levels = [x[:, column] == code for column, codes in self.levels for code in codes]
        return np.column_stack([np.empty((len(x), 0)), *numbers, *gaps, *levels])


def fit_design(rows: Rows) -> Design:
    """Learn medians, scales and frequent categories; constant columns and repeated gaps are left out."""
    numbers: list[Number] = []
    levels: list[Levels] = []
    gaps: dict[bytes, int] = {}
    for column, categorical in enumerate(rows.categorical):
        given = rows.x[:, column].astype(np.float64)
        missing = np.isnan(given)
        if missing.all():
            continue
        if missing.any():
            gaps.setdefault(missing.tobytes(), column)
        if categorical:
            levels.append(Levels(column, _frequent(given[~missing], rows.weight[~missing])))
        elif (number := _number(column, given[~missing], len(given))) is not None:
            numbers.append(number)
    return Design(tuple(numbers), tuple(gaps.values()), tuple(levels))


def _number(column: int, known: Floats, rows: int) -> Number | None:
    """The scale of a column with these ``known`` values among ``rows``; None if it hardly varies."""
    unskewed = _signed_log(known)
    logged = _skew(known) > SKEWED and _skew(unskewed) < _skew(known)
    values = unskewed if logged else known
    middle = float(np.median(values))
    centre = (float(values.sum()) + (rows - len(values)) * middle) / rows
    square = float(np.sum((values - centre) ** 2)) + (rows - len(values)) * (middle - centre) ** 2
    scale = float(np.sqrt(square / rows))
    return Number(column, logged, middle, centre, scale) if scale > _FLAT * max(1.0, abs(centre)) else None


def _signed_log(values: Floats) -> Floats:
    return np.sign(values) * np.log1p(np.abs(values))


def _skew(values: Floats) -> float:
    """Size of the third standardised moment; 0 if constant."""
    away = values - values.mean()
    square = away * away  # a power is ten times slower than two products
    spread = float(np.mean(square))
    return abs(float(np.mean(square * away))) / spread**1.5 if spread > 0 else 0.0


def _frequent(known: Floats, weight: Floats) -> Floats:
    """The heaviest codes, in rising order."""
    codes, place = np.unique(known, return_inverse=True)
    mass = np.bincount(place, weight, len(codes))
    heaviest = np.argsort(-mass, kind="stable")[:LEVELS]
    return np.sort(codes[heaviest][mass[heaviest] >= LEVEL_WEIGHT])
