"""What a forecast must beat: four simpler ones, fitted to the same rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from models.baselines.base_rate import BaseRate, fit_base_rate
from models.baselines.logistic import Logistic, fit_logistic
from models.baselines.naive_bayes import NaiveBayes, fit_naive_bayes
from models.baselines.points import Points, fit_points

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.rows import Floats, Matrix, Rows


class Baseline(Protocol):
    """A fitted forecast."""

    def predict(self, x: Matrix) -> Floats:
        """Probabilities [n] of features ``x`` [n, f], columns as in the rows it was fitted to."""
        ...


BASELINES: Final[Mapping[str, Callable[[Rows], Baseline]]] = {
    "base_rate": fit_base_rate,
    "points": fit_points,
    "naive_bayes": fit_naive_bayes,
    "logistic": fit_logistic,
}
"""How to fit each baseline, by name, from the plainest."""

__all__ = [
    "BASELINES",
    "BaseRate",
    "Baseline",
    "Logistic",
    "NaiveBayes",
    "Points",
    "fit_base_rate",
    "fit_logistic",
    "fit_naive_bayes",
    "fit_points",
]
