"""Reasons: from exact contributions to sentences a salesperson believes.

Contributions are Shapley values on the log-odds before calibration (Lundberg et al., 2020). Those of one
theme, say all that concerns visits to the pricing page, are added up; the theme is worded by the feature of
the same sign that contributes most. The complete list remains additive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from features.family import Feature

MOST: Final = 5
LEAST: Final = 0.02
"""Log-odds below which a theme is not worth a sentence."""


class Reason(NamedTuple):
    """One sentence and what its theme adds to the log-odds."""

    words: str
    contribution: float


class Themes:
    """The themes of some features, ready to word many rows."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self._features = tuple(features)
        self._names = tuple(dict.fromkeys(feature.theme for feature in features))
        place = {name: number for number, name in enumerate(self._names)}
        self._theme = np.array([place[feature.theme] for feature in features], dtype=np.int64)

    def reasons(
        self, contributions: NDArray[np.float64], values: NDArray[np.float32]
    ) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        """What speaks for and against one row, most first, at most MOST each.

        Args:
            contributions: float64 [features], without the expected value.
            values: float32 [features], the row itself.
        """
        totals = np.bincount(self._theme, contributions, len(self._names)).astype(np.float64)
        order = np.argsort(-totals, kind="stable")
        best = [
            self._word(int(theme), totals, contributions, values)
            for theme in order[:MOST]
            if totals[theme] > LEAST
        ]
        worst = [
            self._word(int(theme), totals, contributions, values)
            for theme in order[::-1][:MOST]
            if totals[theme] < -LEAST
        ]
        return tuple(best), tuple(worst)

    def _word(
        self,
        theme: int,
        totals: NDArray[np.float64],
        contributions: NDArray[np.float64],
        values: NDArray[np.float32],
    ) -> Reason:
        members = np.flatnonzero(self._theme == theme)
        sign = 1.0 if totals[theme] > 0 else -1.0
        leading = int(members[np.argmax(sign * contributions[members])])
        return Reason(self._features[leading].words(float(values[leading])), float(totals[theme]))
