"""Learns one target: how many trees, how its log-odds become probabilities, and the final booster.

The folds answer both questions out of time; then the booster is fitted once more on every labelled row,
since the newest rows are the ones most like the leads to be scored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from models.booster import BoosterSettings, fit_booster, learning_curve
from models.calibration import Calibration, fit_calibration
from models.split import Folds, rolling

if TYPE_CHECKING:
    from collections.abc import Callable

    import lightgbm as lgb
    from numpy.typing import NDArray

    from models.rows import Rows

LEAST_TREES: Final = 10


@dataclass(frozen=True, eq=False)
class Learned:
    """A target's model.

    Attributes:
        booster: fitted on all rows; its columns are ``columns`` of the catalog.
        columns: int64, the catalog's columns that vary; the others carry nothing.
        calibration: from the booster's log-odds to a probability.
        trees: how many, chosen on the folds.
        honest: whether the folds kept the horizon's gap.
        judged: how many rows chose both.
    """

    booster: lgb.Booster
    columns: NDArray[np.int64]
    calibration: Calibration
    trees: int
    honest: bool
    judged: int

    def margin(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds before calibration; x is [n, catalog's features]."""
        return np.asarray(self.booster.predict(x[:, self.columns], raw_score=True), dtype=np.float64)

    def predict(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Calibrated probabilities [n]."""
        return self.calibration.apply(self.margin(x))


def learn_target(
    rows: Rows,
    created: NDArray[np.int64],
    account: NDArray[np.int64],
    horizon: int,
    settings: BoosterSettings,
    tick: Callable[[], None] = lambda: None,
) -> Learned:
    """Learns from labelled rows; ``created`` and ``account`` are [rows], of each row's lead."""
    columns = varying(rows.x)
    narrow = narrowed(rows, columns)
    folds = rolling(created, rows.as_of, account, rows.y, horizon)
    found = _judge(narrow, folds, settings, tick)
    judged = found.rows
    calibration = fit_calibration(
        found.logit, rows.y[judged], rows.weight[judged], rows.lead[judged], created[judged]
    )
    return Learned(
        booster=fit_booster(narrow, settings, found.trees),
        columns=columns,
        calibration=calibration,
        trees=found.trees,
        honest=folds.honest,
        judged=int(judged.size),
    )


def varying(x: NDArray[np.float32]) -> NDArray[np.int64]:
    """The columns that are neither constant nor a copy of an earlier one."""
    seen: set[bytes] = set()
    kept: list[int] = []
    for column in range(x.shape[1]):
        values = np.ascontiguousarray(x[:, column])
        filled = values[~np.isnan(values)]
        if filled.size == 0 or (filled.size == values.size and filled.min() == filled.max()):
            continue
        print_of = values.tobytes()
        if print_of not in seen:
            seen.add(print_of)
            kept.append(column)
    return np.array(kept, dtype=np.int64)


def narrowed(rows: Rows, columns: NDArray[np.int64]) -> Rows:
    """The same rows with some of their columns."""
    return type(rows)(
        x=np.ascontiguousarray(rows.x[:, columns]),
        y=rows.y,
        weight=rows.weight,
        lead=rows.lead,
        as_of=rows.as_of,
        names=tuple(rows.names[column] for column in columns),
        categorical=tuple(rows.categorical[column] for column in columns),
    )


@dataclass(frozen=True, eq=False)
class _Judged:
    trees: int
    logit: NDArray[np.float64]
    rows: NDArray[np.int64]


def _judge(rows: Rows, folds: Folds, settings: BoosterSettings, tick: Callable[[], None]) -> _Judged:
    """The number of trees with the least log loss over all folds together, and what they said then."""
    fitted = [
        (
            learning_curve(rows.take(fold.train), rows.take(fold.judge), settings, tick),
            np.flatnonzero(fold.judge),
        )
        for fold in folds.folds
    ]
    if not fitted:
        return _Judged(LEAST_TREES, np.empty(0), np.empty(0, dtype=np.int64))
    # a fold that stopped early has shown its best: beyond, it counts with its last loss
    length = max(curve.size for (_, curve), _ in fitted)
    padded = [np.concatenate((curve, np.full(length - curve.size, curve[-1]))) for (_, curve), _ in fitted]
    sizes = [float(rows.weight[judged].sum()) for _, judged in fitted]
    trees = max(LEAST_TREES, int(np.argmin(np.average(np.array(padded), axis=0, weights=sizes))) + 1)
    logit = [
        np.asarray(booster.predict(rows.x[judged], raw_score=True, num_iteration=trees), dtype=np.float64)
        for (booster, _), judged in fitted
    ]
    return _Judged(trees, np.concatenate(logit), np.concatenate([judged for _, judged in fitted]))
