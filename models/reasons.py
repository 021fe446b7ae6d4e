"""Reasons: from exact contributions to sentences a salesperson believes.

Contributions are Shapley values on the log-odds before calibration (Lundberg et al., 2020). Those of one
theme, say all that concerns visits to the pricing page, are added up; the theme is worded by the feature of
the same sign that contributes most. The complete list remains additive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from features.family import Feature

MOST: Final = 5
LEAST: Final = 0.02
"""Log-odds below which a theme is not worth a sentence."""


class Reason(NamedTuple):
    """One sentence and what its theme adds to the log-odds."""

    words: str
    contribution: float


ForAndAgainst = tuple[tuple[Reason, ...], tuple[Reason, ...]]
"""What speaks for and against a row, most first."""


class Themes:
    """The themes of some features, ready to word many rows."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self._features = tuple(features)
        names = dict.fromkeys(feature.theme for feature in features)
        self._count = len(names)
        place = {name: number for number, name in enumerate(names)}
        self._theme = np.array([place[feature.theme] for feature in features], dtype=np.int64)

    def of(self, contributions: NDArray[np.float64], values: NDArray[np.float32]) -> list[ForAndAgainst]:
        """What speaks for and against each row, at most MOST each.

        Args:
            contributions: float64 [n, features or more]; what follows the features is not looked at.
            values: float32 [n, features], the rows themselves.
        """
        leading, totals = _chosen(contributions, self._theme, self._count, LEAST, MOST)
        told = np.take_along_axis(values, np.maximum(leading, 0), axis=1)
        return [
            (self._words(row[:MOST]), self._words(row[MOST:]))
            for row in (
                tuple(zip(*one, strict=True))
                for one in zip(leading.tolist(), told.tolist(), totals.tolist(), strict=True)
            )
        ]

    def _words(self, chosen: Iterable[tuple[int, float, float]]) -> tuple[Reason, ...]:
        return tuple(
            Reason(self._features[feature].words(value), total)
            for feature, value, total in chosen
            if feature >= 0
        )


@njit(cache=True, nogil=True)
def _chosen(
    contributions: NDArray[np.float64], theme: NDArray[np.int64], themes: int, least: float, most: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Of each row's strongest themes, ``most`` for and ``most`` against: the leading feature, and the sum.

    The feature is -1 where no further theme is worth a sentence.
    """
    rows = contributions.shape[0]
    leading, totals = np.full((rows, 2 * most), -1, np.int64), np.zeros((rows, 2 * most))
    for row in range(rows):
        total = np.zeros(themes)
        for feature in range(theme.size):
            total[theme[feature]] += contributions[row, feature]
        for place in range(2 * most):
            sign = 1.0 if place < most else -1.0
            best = -1
            for one in range(themes):
                # of equals the first speaks for, the last against
                if sign * total[one] > least and (
                    best < 0
                    or sign * total[one] > sign * total[best]
                    or (sign < 0 and total[one] == total[best])
                ):
                    best = one
            if best < 0:
                continue
            strongest = -1
            for feature in range(theme.size):
                if theme[feature] == best and (
                    strongest < 0 or sign * contributions[row, feature] > sign * contributions[row, strongest]
                ):
                    strongest = feature
            leading[row, place], totals[row, place] = strongest, total[best]
            total[best] = 0.0
    return leading, totals
