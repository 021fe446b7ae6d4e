"""CatBoost with its own treatment of categories; the number of trees is chosen on later leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from catboost import CatBoostClassifier, Pool

from benchmarks.contest.stopping import least_trees

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.rows import Floats, Matrix, Rows

MOST_TREES: Final = 600
PATIENCE: Final = 40
SETTINGS: Final = {
    "learning_rate": 0.05,
    "depth": 6,
    "loss_function": "Logloss",
    "random_seed": 0,
    "thread_count": 1,
    "allow_writing_files": False,
    "verbose": False,
}


def fit_catboost(rows: Rows, stop: Rows | int | None) -> tuple[Callable[[Matrix], Floats], int]:
    """How it predicts, and its number of trees: that which is best on the later rows ``stop``, or given."""
    trees = stop if isinstance(stop, int) else MOST_TREES
    later = None if stop is None or isinstance(stop, int) else _pool(stop.x, rows.categorical, stop.y)
    model = CatBoostClassifier(iterations=trees, **SETTINGS)
    model.fit(
        _pool(rows.x, rows.categorical, rows.y),
        eval_set=later,
        early_stopping_rounds=PATIENCE if later else None,
    )

    def predict(x: Matrix) -> Floats:
        return np.asarray(model.predict_proba(_pool(x, rows.categorical))[:, 1])

    return predict, max(least_trees(rows), int(model.tree_count_)) if later else trees


def _pool(x: Matrix, categorical: tuple[bool, ...], y: Floats | None = None) -> Pool:
    named = [int(column) for column in np.flatnonzero(categorical)]
    if not named:
        return Pool(x, y)
    frame = pd.DataFrame(x)
    for column in named:
        frame[column] = np.nan_to_num(x[:, column], nan=-1).astype(np.int64)
    return Pool(frame, y, cat_features=named)
