"""The fit behind the smooth maps: logistic regression on a few columns, with bounds and soft targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.rows import Bools, Floats

_RIDGE: Final = 1e-8
"""Pull towards the start, in units of mean loss: decides only where the data leave a direction open."""

SLOPE_PULL: Final = 25.0
"""Pull of a slope towards 1, in units of the whole log likelihood: a normal belief with deviation 0.2.

A booster's own scale is good to begin with. A handful of conversions in a month unlike the next must not
flatten every forecast to one number; thousands of conversions speak louder than this.
"""

_STEPS: Final = 100
_CLOSE: Final = 1e-10
_HALVINGS: Final = 20


def smoothed_targets(y: Floats, weight: Floats) -> Floats:
    """Platt's targets: not 0 and 1 but what a uniform prior over either rate leaves after seeing the weight.

    With p positives the target of a positive is (p + 1) / (p + 2), so a perfect split of few leads does not
    send the slope to infinity (Platt, "Probabilistic outputs for support vector machines", 1999).
    """
    positive, negative = float(np.sum(weight * y)), float(np.sum(weight * (1 - y)))
    return np.where(y == 1, (positive + 1) / (positive + 2), 1 / (negative + 2))


class _Problem(NamedTuple):
    """Weighted cross-entropy of targets given columns; sums are plain, so that bits do not depend on BLAS."""

    columns: Floats
    target: Floats
    share: Floats
    start: Floats
    pull: Floats

    def loss(self, coefficients: Floats) -> float:
        log_odds = np.einsum("nk,k->n", self.columns, coefficients)
        data = np.sum(self.share * (np.logaddexp(0, log_odds) - self.target * log_odds))
        return float(data + np.sum(self.pull * (coefficients - self.start) ** 2) / 2)

    def slope_and_bend(self, coefficients: Floats) -> tuple[Floats, Floats]:
        chance = 0.5 * (1 + np.tanh(np.einsum("nk,k->n", self.columns, coefficients) / 2))
        slope = np.einsum("nk,n->k", self.columns, self.share * (chance - self.target))
        spread = self.columns * (self.share * chance * (1 - chance))[:, None]
        bend = np.einsum("nk,nj->kj", spread, self.columns) + np.diag(self.pull)
        return slope + self.pull * (coefficients - self.start), bend


def fit_logistic(
    columns: Floats,
    target: Floats,
    weight: Floats,
    start: Sequence[float],
    lowest: Sequence[float],
    pull: Sequence[float],
) -> list[float]:
    """Coefficients [k] of ``columns`` [n, k], each at least ``lowest``, that best predict ``target`` [n].

    ``pull`` is the precision of the belief that each coefficient is where it starts, in units of the whole
    log likelihood. Newton's method on a convex loss. A coefficient that comes out too low is held at its
    bound and the others are fitted again.
    """
    belief = np.array(pull, np.float64) / weight.sum() + _RIDGE
    problem = _Problem(columns, target, weight / weight.sum(), np.array(start, np.float64), belief)
    bounds = np.array(lowest, np.float64)
    found, free = _minimum(problem, problem.start, np.ones(len(bounds), np.bool_))
    while np.any(found < bounds):
        worst = int(np.argmin(found - bounds))
        free[worst], found[worst] = False, bounds[worst]
        found, free = _minimum(problem, found, free)
    return found.tolist()


def _minimum(problem: _Problem, coefficients: Floats, free: Bools) -> tuple[Floats, Bools]:
    """The best values of the ``free`` coefficients, the others staying as given."""
    for _ in range(_STEPS):
        slope, bend = problem.slope_and_bend(coefficients)
        step = np.zeros_like(coefficients)
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        before, coefficients = coefficients, _descend(problem, coefficients, step)
        if np.max(np.abs(coefficients - before)) < _CLOSE:
            break
    return coefficients, free


def _descend(problem: _Problem, coefficients: Floats, step: Floats) -> Floats:
    """The end of the step, or of the longest half, quarter, ... of it that does not raise the loss."""
    before = problem.loss(coefficients)
    for halving in range(_HALVINGS):
        tried = coefficients - step / 2**halving
        if problem.loss(tried) <= before:
            return tried
    return coefficients
