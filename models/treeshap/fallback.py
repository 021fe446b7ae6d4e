"""LightGBM's own explanations, for boosters that the compiled passes do not cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import lightgbm
    from numpy.typing import NDArray


class Fallback:
    """Asks a booster; it needs lightgbm, which is imported no sooner."""

    def __init__(self, booster: lightgbm.Booster) -> None:
        self._booster = booster
        self.n_features = booster.num_feature()

    @classmethod
    def from_text(cls, text: str) -> Fallback:
        """Loads the booster from its text."""
        from lightgbm import Booster

        return cls(Booster(model_str=text))

    @property
    def expected(self) -> float:
        """What its contributions say of any row."""
        return float(self.contributions(np.zeros((1, self.n_features)))[0, -1])

    def prepared(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The rows as they are."""
        return x

    def contributions(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """What ``pred_contrib`` says, in its shape: wider than features + 1 with several classes."""
        return np.asarray(self._booster.predict(x, pred_contrib=True))

    def margin(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """What ``raw_score`` says, in its shape."""
        return np.asarray(self._booster.predict(x, raw_score=True))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """The booster's text, in one array of bytes."""
        return {"text": np.frombuffer(self._booster.model_to_string().encode(), np.uint8)}
