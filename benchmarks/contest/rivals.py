"""The rivals, each with the preprocessing that suits it best, all from the same features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import lightgbm as lgb
import numpy as np

from benchmarks.contest.cat import fit_catboost
from benchmarks.contest.xgb import fit_xgboost
from models.baselines import BASELINES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.baselines import Baseline
    from models.rows import Floats, Matrix, Rows

UNTUNED: Final = {
    "objective": "binary",
    "learning_rate": 0.03,
    "num_leaves": 15,
    "min_data_in_leaf": 30,
    "lambda_l2": 1,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "feature_fraction": 0.7,
    "verbosity": -1,
    "seed": 0,
    "num_threads": 1,
}
UNTUNED_TREES: Final = 300


class Fitted(NamedTuple):
    """A rival that has learnt: probabilities [n] of features [n, f], and how many trees it has, if any."""

    predict: Callable[[Matrix], Floats]
    trees: int | None


class Rival(NamedTuple):
    """How to fit a rival to some rows.

    The second argument helps those that choose their number of trees: later rows to stop on, or the number.
    """

    fit: Callable[[Rows, Rows | int | None], Fitted]
    stops: bool


def _plain(fit: Callable[[Rows], Baseline]) -> Rival:
    return Rival(lambda rows, _: Fitted(fit(rows).predict, None), stops=False)


def untuned(rows: Rows) -> Fitted:
    """LightGBM with the reference's settings and native categories."""
    categorical = [int(column) for column in np.flatnonzero(rows.categorical)]
    data = lgb.Dataset(rows.x, rows.y, categorical_feature=categorical)
    booster = lgb.train(UNTUNED, data, UNTUNED_TREES)
    return Fitted(lambda x: np.asarray(booster.predict(x)), UNTUNED_TREES)


def _catboost(rows: Rows, stop: Rows | int | None) -> Fitted:
    return Fitted(*fit_catboost(rows, stop))


def _xgboost(rows: Rows, stop: Rows | int | None) -> Fitted:
    return Fitted(*fit_xgboost(rows, stop))


RIVALS: Final[Mapping[str, Rival]] = {
    "untuned LightGBM": Rival(lambda rows, _: untuned(rows), stops=False),
    "CatBoost": Rival(_catboost, stops=True),
    "XGBoost": Rival(_xgboost, stops=True),
    "logistic": _plain(BASELINES["logistic"]),
    "naive Bayes": _plain(BASELINES["naive_bayes"]),
    "points": _plain(BASELINES["points"]),
    "base rate": _plain(BASELINES["base_rate"]),
}
