"""Rows as the models see them: what one model makes of them is worked out once, whoever asks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from models.linear.kernel import added_up

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.blend import Blend
    from models.rows import Floats

AGREEMENT: Final = 1e-6
"""How far contributions may be from their margin, relative to it: rounding stays far below, faults above."""


class Sight:
    """Some rows as one model sees them.

    Attributes:
        rows: float32 [n, the model's columns].
    """

    def __init__(self, model: Blend, x: NDArray[np.float32]) -> None:
        self._model = model
        self.rows = np.ascontiguousarray(x[:, model.columns])

    @cached_property
    def margin(self) -> Floats:
        """Log-odds before calibration [n]."""
        linear = self._model.linear.margin_of(self._line) + self._model.shift
        return linear + self._model.trees.margin_of(self._prepared) if self._model.trees else linear

    @cached_property
    def p(self) -> Floats:
        """Calibrated probabilities [n]."""
        return self._model.calibration.apply(self.margin)

    @cached_property
    def contributions(self) -> Floats:
        """What each column adds to each margin, and last what is expected of any row [n, columns + 1].

        Raises:
            ArithmeticError: they do not add up to the margin; nothing may be said of these rows.
        """
        total = np.zeros((self.rows.shape[0], self._model.columns.size + 1))
        if self._model.trees:
            total += self._model.trees.contributions_of(self._prepared)
        total[:, :-1] += self._line
        total[:, -1] += self._model.linear.base + self._model.shift
        confirm(added_up(total), self.margin)
        return total

    @cached_property
    def _line(self) -> Floats:
        return self._model.linear.contributions(self.rows)

    @cached_property
    def _prepared(self) -> Floats:
        assert self._model.trees
        return self._model.trees.prepared(self.rows)


class Sights:
    """Some rows, and what each model sees of them."""

    def __init__(self, x: NDArray[np.float32]) -> None:
        self.x = x
        self._seen: dict[int, Sight] = {}

    def of(self, model: Blend) -> Sight:
        """The rows as a model sees them."""
        return self._seen.setdefault(id(model), Sight(model, self.x))


def confirm(total: Floats, margin: Floats) -> None:
    """That sums [n] agree with what they should be [n].

    Raises:
        ArithmeticError: one does not, or is no number.
    """
    if not _agree(total, margin, AGREEMENT):
        raise ArithmeticError("contributions do not add up to their margin: the bundle is faulty")


@njit(cache=True, nogil=True)
def _agree(total: Floats, margin: Floats, tolerance: float) -> bool:
    for row in range(total.size):
        wanted = margin[row]
        if not abs(total[row] - wanted) <= tolerance * (1.0 + abs(wanted)):
            return False
    return True
