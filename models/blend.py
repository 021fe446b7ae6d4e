"""A model of one event: a linear part, trees that learnt what it leaves, and their calibration.

    log-odds before calibration = linear + trees + shift

Each part is a sum over columns, so the whole is: nothing has to be approximated to say why.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from models.calibration import calibration_from_json
from models.linear.value import Linear
from models.sight import Sight
from models.treeshap import Explainer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.calibration import Calibration


@dataclass(frozen=True, eq=False)
class Blend:
    """A model of one event, ready to score.

    Attributes:
        columns: int64, the catalog's columns it reads, in its own order.
        linear: the linear part; where there is none, it holds the base rate.
        trees: None where the linear part stands alone.
        shift: log-odds added to all, for a base rate that has moved.
        calibration: from log-odds to a probability.
    """

    columns: NDArray[np.int64]
    linear: Linear
    trees: Explainer | None
    shift: float
    calibration: Calibration

    @cached_property
    def expected(self) -> float:
        """The probability at the margin that is expected of any row."""
        known = self.trees.expected if self.trees else 0.0
        return float(self.calibration.apply(np.array([known + (self.linear.base + self.shift)]))[0])

    def margin(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds before calibration [n]; x is [n, catalog's features]."""
        return Sight(self, x).margin

    def p(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Calibrated probabilities [n]."""
        return Sight(self, x).p

    def contributions(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """What each column adds to each margin, and last what is expected of any row [n, columns + 1]."""
        return Sight(self, x).contributions

    def to_json(self) -> dict[str, Any]:
        """All but the trees, which are a text of their own."""
        return {
            "columns": self.columns.tolist(),
            "linear": self.linear.to_json(),
            "shift": self.shift,
            "calibration": self.calibration.to_json(),
        }

    @classmethod
    def from_json(cls, saved: dict[str, Any], trees: str | None) -> Self:
        """The inverse of ``to_json``; ``trees`` is the booster's text.

        Raises:
            BundleError: the text or the calibration is damaged.
        """
        return cls(
            columns=np.array(saved["columns"], np.int64),
            linear=Linear.from_json(saved["linear"]),
            trees=Explainer.from_text(trees) if trees else None,
            shift=float(saved["shift"]),
            calibration=calibration_from_json(saved["calibration"]),
        )
