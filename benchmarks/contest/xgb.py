"""XGBoost with its own categories; the number of trees is chosen on later leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import xgboost as xgb

from benchmarks.contest.stopping import least_trees

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from models.rows import Floats, Matrix, Rows

MOST_TREES: Final = 1000
PATIENCE: Final = 60
SETTINGS: Final = {
    "objective": "binary:logistic",
    "eval_metric": "logloss",
    "eta": 0.03,
    "max_depth": 4,
    "min_child_weight": 5,
    "subsample": 0.8,
    "colsample_bytree": 0.7,
    "tree_method": "hist",
    "nthread": 1,
    "seed": 0,
}


def fit_xgboost(rows: Rows, stop: Rows | int | None) -> tuple[Callable[[Matrix], Floats], int]:
    """How it predicts, and its number of trees: that which is best on the later rows ``stop``, or given."""
    levels = {int(column): _known(rows.x[:, column]) for column in np.flatnonzero(rows.categorical)}
    chosen = None if stop is None or isinstance(stop, int) else stop
    model = xgb.train(
        SETTINGS,
        _data(rows.x, levels, rows.y),
        stop if isinstance(stop, int) else MOST_TREES,
        evals=[(_data(chosen.x, levels, chosen.y), "later")] if chosen else [],
        early_stopping_rounds=PATIENCE if chosen else None,
        verbose_eval=False,
    )
    trees = max(least_trees(rows), model.best_iteration + 1) if chosen else model.num_boosted_rounds()
    used = min(trees, model.num_boosted_rounds())

    def predict(x: Matrix) -> Floats:
        return np.asarray(model.predict(_data(x, levels), iteration_range=(0, used)), np.float64)

    return predict, int(trees)


def _known(codes: NDArray[np.float32]) -> pd.Index:
    return pd.Index(np.unique(codes[~np.isnan(codes)]).astype(np.int64))


def _data(x: Matrix, levels: dict[int, pd.Index], y: Floats | None = None) -> xgb.DMatrix:
    """Categories that were not learnt from are missing."""
    frame = pd.DataFrame(x, columns=[f"f{column}" for column in range(x.shape[1])])
    for column, known in levels.items():
        if known.size:
            codes = pd.Series(x[:, column]).astype("Int64")
            frame[f"f{column}"] = pd.Categorical(codes.where(codes.isin(known)), categories=known)
    return xgb.DMatrix(frame, y, enable_categorical=True)
