"""How far the training reached: beyond it a forecast would be a guess, and says so instead of a number."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from features.family import Feature
    from models.rows import Bools, Floats, Ints, Matrix

GROUPS: Final = ("profile", "engagement")
"""Amounts that leads bring along; times that grow by themselves are judged by the lead's age instead."""

FAR: Final = 1.0
"""Widths of the training range, on a logarithmic scale, beyond it ..."""

LEAST_FAR: Final = float(np.log(10.0))
"""... and at least a factor of ten: a narrow range is left by any whale."""


@dataclass(frozen=True, eq=False)
class Reach:
    """The range of the training rows.

    Attributes:
        columns: int64, the catalog's numeric columns looked at.
        low, high: float64 [columns], signed logarithms of the least and the greatest value learnt from.
        oldest: microseconds, the greatest age of a lead at a moment learnt from, and a horizon more: so far
            ahead the oldest forecasts spoke.
    """

    columns: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    oldest: int

    @classmethod
    def of(cls, features: Sequence[Feature], x: Matrix, age: Ints, horizon: int) -> Self:
        """The reach of training rows ``x`` [n, features] whose leads were of ``age`` [n], n at least 1.

        ``horizon`` is the longest, in microseconds.
        """
        columns = [
            column
            for column, feature in enumerate(features)
            if feature.group in GROUPS
            and not (feature.categorical or feature.waits)
            and not np.isnan(x[:, column]).all()
        ]
        values = _signed_log(x[:, columns])
        return cls(
            np.array(columns, dtype=np.int64),
            np.nanmin(values, axis=0) if columns else np.empty(0),
            np.nanmax(values, axis=0) if columns else np.empty(0),
            int(age.max()) + horizon,
        )

    def beyond(self, x: Matrix) -> Ints:
        """For each row of ``x`` [n, features]: the column that lies farthest beyond, -1 where none does."""
        if not self.columns.size:
            return np.full(x.shape[0], -1, dtype=np.int64)
        return _beyond(x, self.columns, self.low, self.high, FAR, LEAST_FAR)

    def range_of(self, column: int) -> tuple[float, float]:
        """The least and the greatest value of a column that was learnt from."""
        (place,) = np.flatnonzero(self.columns == column)
        return _back(float(self.low[place])), _back(float(self.high[place]))

    def too_old(self, age: Ints, agreed: int | None) -> Bools:
        """Whether leads of ``age`` [n] are older than agreed, or than the training reached."""
        return age > (self.oldest if agreed is None else agreed)

    def to_json(self) -> dict[str, Any]:
        """As plain lists."""
        return {
            "columns": self.columns.tolist(),
            "low": self.low.tolist(),
            "high": self.high.tolist(),
            "oldest_us": self.oldest,
        }

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> Self:
        """The inverse of ``to_json``."""
        return cls(
            np.array(saved["columns"], np.int64),
            np.array(saved["low"], np.float64),
            np.array(saved["high"], np.float64),
            int(saved["oldest_us"]),
        )


def _signed_log(values: NDArray[np.floating]) -> NDArray[np.float64]:
    given = values.astype(np.float64)
    return np.sign(given) * np.log1p(np.abs(given))


def _back(value: float) -> float:
    return float(np.sign(value) * np.expm1(abs(value)))


@njit(cache=True, nogil=True)
def _beyond(x: Matrix, columns: Ints, low: Floats, high: Floats, far: float, least_far: float) -> Ints:
    farthest = np.full(x.shape[0], -1, np.int64)
    for row in range(x.shape[0]):
        most = 0.0
        for place in range(columns.size):
            # compiled, float() stays in single precision and would take the logarithm in it
            given = np.float64(x[row, columns[place]])
            value = math.copysign(math.log1p(abs(given)), given)
            limit = max(far * (high[place] - low[place]), least_far)
            excess = max(value - high[place], low[place] - value) - limit
            if excess > most:
                most, farthest[row] = excess, columns[place]
    return farthest
