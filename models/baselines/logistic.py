"""Logistic regression with ridge penalty: often the hardest baseline to beat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from models.baselines.base_rate import BaseRate, fit_base_rate, has_both_outcomes
from models.baselines.design import Design, fit_design
from models.calibration.elementwise import sigmoid
from models.metrics import Ranked, log_loss

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.rows import Floats, Ints, Matrix, Rows

PENALTIES: Final = (0.0001, 0.001, 0.01, 0.1, 1.0)
"""Choices of C, the inverse strength of the penalty on standardised columns, from the strongest."""

BLOCKS: Final = 4
_LIMIT: Final = 30.0


@dataclass(frozen=True, eq=False)
class Logistic:
    """A linear model of the log-odds."""

    design: Design
    coefficients: Floats
    shift: float
    penalty: float

    def predict(self, x: Matrix) -> Floats:
        """Probabilities [n] of features ``x`` [n, f]."""
        return _chance(self.design.matrix(x) @ self.coefficients + self.shift)


def fit_logistic(rows: Rows, penalty: float | None = None) -> Logistic | BaseRate:
    """The model of ``rows``; the base rate where one outcome is all.

    Without a ``penalty`` it is chosen on later leads.
    """
    design = fit_design(rows)
    matrix = design.matrix(rows.x)
    if not has_both_outcomes(rows) or not matrix.shape[1]:
        return fit_base_rate(rows)
    # one thread: the columns are few, waiting for others costs more, and bits do not depend on their number
    with threadpool_limits(limits=1):
        penalty = penalty or _choose_penalty(matrix, rows)
        model = _model(penalty).fit(matrix, rows.y, sample_weight=rows.weight)
    return Logistic(design, model.coef_[0].copy(), float(model.intercept_[0]), penalty)


def _choose_penalty(matrix: Floats, rows: Rows) -> float:
    """The penalty with the least log loss on leads that came after those it was fitted to.

    Each model starts from the answer under the stronger penalty before, and weaker ones are not tried once
    the loss has risen.
    """
    folds = [(train, later, _model(PENALTIES[0])) for train, later in later_leads(rows)]
    best, least = PENALTIES[0], np.inf
    for penalty in PENALTIES:
        loss = 0.0
        for train, later, model in folds:
            model.set_params(C=penalty).fit(matrix[train], rows.y[train], sample_weight=rows.weight[train])
            said = _chance(model.decision_function(matrix[later]))
            ranked = Ranked.of(rows.y[later], said, rows.weight[later])
            loss += ranked.total * (log_loss(ranked) or 0.0)
        if loss >= least:
            break
        best, least = penalty, loss
    return best


def later_leads(rows: Rows) -> Iterator[tuple[Ints, Ints]]:
    """Rows to fit and rows to judge: leads by their first moment, each block after those before it."""
    _, place = np.unique(rows.lead, return_inverse=True)
    first = np.full(place.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, place, rows.as_of)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    block = (rank * BLOCKS // len(first))[place]
    for number in range(1, BLOCKS):
        train, later = np.flatnonzero(block < number), np.flatnonzero(block == number)
        if len(later) and len(np.unique(rows.y[train])) == 2:
            yield train, later


def _model(penalty: float) -> LogisticRegression:
    return LogisticRegression(C=penalty, solver="lbfgs", warm_start=True, max_iter=2000)


def _chance(log_odds: Floats) -> Floats:
    return sigmoid(np.clip(log_odds, -_LIMIT, _LIMIT))
