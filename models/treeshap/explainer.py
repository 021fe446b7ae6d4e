"""Why a booster gives a row its score: exact contributions that add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.treeshap.compiled import Compiled
from models.treeshap.fallback import Fallback
from models.treeshap.trees import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    import lightgbm
    from numpy.typing import NDArray


class Explainer:
    """Explains and scores rows as LightGBM does, an order of magnitude faster, and without LightGBM.

    Boosters that the compiled passes do not cover (several classes, linear leaves, nodes that no training row
    reached) are left to LightGBM, with its answers, their shapes, and its errors.

    A row's numbers depend on that row alone, to the last bit, whatever stands beside it.
    """

    def __init__(self, engine: Compiled | Fallback, obstacle: str | None = None) -> None:
        self._engine = engine
        self.obstacle = obstacle
        """Why LightGBM is asked instead; None where it is not."""

    @classmethod
    def of(cls, booster: lightgbm.Booster) -> Explainer:
        """Explains a booster up to its best iteration, as its ``predict`` does."""
        return cls.from_text(booster.model_to_string())

    @classmethod
    def from_text(cls, text: str) -> Explainer:
        """Explains the booster that was saved as ``text``.

        Raises:
            BundleError: the text is cut short, damaged, or no model.
        """
        forest = read(text)
        if forest.obstacle:
            return cls(Fallback.from_text(text), forest.obstacle)
        return cls(Compiled.of(forest))

    @property
    def expected(self) -> float:
        """The mean raw score over the training rows: the last column of every row's contributions."""
        return self._engine.expected

    def contributions(self, x: NDArray[np.floating]) -> NDArray[np.float64]:
        """What each feature adds to each row's raw score, and in the last column what is expected of any row.

        Args:
            x: float32 or float64 [n, features], as LightGBM would be given: NaN for missing, categories as
                their numbers.

        Returns:
            float64 [n, features + 1]; a row adds up to its ``margin`` within rounding.

        Raises:
            ValueError: ``x`` has another type or shape.
        """
        return self.contributions_of(self.prepared(x))

    def margin(self, x: NDArray[np.floating]) -> NDArray[np.float64]:
        """The raw scores float64 [n] of rows ``x``: the very bits of LightGBM's ``raw_score``.

        Raises:
            ValueError: ``x`` has another type or shape.
        """
        return self.margin_of(self.prepared(x))

    def prepared(self, x: NDArray[np.floating]) -> NDArray[np.float64]:
        """Rows ``x`` made ready, once, for both ``margin_of`` and ``contributions_of``.

        Raises:
            ValueError: ``x`` has another type or shape.
        """
        return self._engine.prepared(self._rows(x))

    def margin_of(self, prepared: NDArray[np.float64]) -> NDArray[np.float64]:
        """As ``margin``."""
        return self._engine.margin(prepared)

    def contributions_of(self, prepared: NDArray[np.float64]) -> NDArray[np.float64]:
        """As ``contributions``."""
        return self._engine.contributions(prepared)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """All there is to know, as arrays by name, for a file that is read without parsing or unpickling."""
        return self._engine.to_arrays()

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Explainer:
        """The explainer whose ``to_arrays`` gave ``arrays``.

        Raises:
            BundleError: an array is missing.
        """
        if "text" in arrays:
            return cls.from_text(arrays["text"].tobytes().decode())
        return cls(Compiled.from_arrays(arrays))

    def _rows(self, x: NDArray[np.floating]) -> NDArray[np.float64]:
        if x.ndim != 2 or x.shape[1] != self._engine.n_features or x.dtype.char not in "fd":
            found = f"{x.dtype} {list(x.shape)}"
            raise ValueError(f"rows must be float32 or float64 [n, {self._engine.n_features}], not {found}")
        rows = np.ascontiguousarray(x, np.float64)
        return rows if rows.flags.behaved else rows.copy()  # numba would compile anew for read-only arrays
