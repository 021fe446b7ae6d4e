"""The booster: LightGBM on a numeric matrix, its settings, and its text."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import lightgbm as lgb
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from models.rows import Rows

PATIENCE: Final = 60
"""Rounds without improvement on the judging rows before a fold stops."""


@dataclass(frozen=True)
class BoosterSettings:
    """Small, regularised trees: a funnel has thousands of outcomes, not millions.

    No class weights: they would break the probabilities.
    """

    learning_rate: float = 0.03
    num_leaves: int = 15
    min_data_in_leaf: int = 40
    min_sum_hessian_in_leaf: float = 2.0
    feature_fraction: float = 0.4
    bagging_fraction: float = 0.8
    bagging_freq: int = 1
    lambda_l2: float = 10.0
    path_smooth: float = 5.0
    cat_smooth: float = 30.0
    cat_l2: float = 20.0
    min_data_per_group: int = 50
    max_bin: int = 127
    rounds: int = 800
    seed: int = 7

    def parameters(self) -> dict[str, Any]:
        """As LightGBM takes them; deterministic, so that the same rows give the same text."""
        own = {name: value for name, value in asdict(self).items() if name != "rounds"}
        return {
            **own,
            "objective": "binary",
            "metric": "binary_logloss",
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }


def fit_booster(rows: Rows, settings: BoosterSettings, rounds: int) -> lgb.Booster:
    """A booster of a fixed number of trees."""
    return lgb.train(settings.parameters(), _data(rows), num_boost_round=rounds)


def learning_curve(
    train: Rows, judge: Rows, settings: BoosterSettings, tick: Callable[[], None]
) -> tuple[lgb.Booster, NDArray[np.float64]]:
    """A booster and its log loss on ``judge`` after each tree, stopped once it no longer improves."""
    seen: dict[str, Any] = {}
    data = _data(train)
    booster = lgb.train(
        settings.parameters(),
        data,
        num_boost_round=settings.rounds,
        valid_sets=[_data(judge, data)],
        valid_names=["judge"],
        callbacks=[
            lgb.early_stopping(PATIENCE, verbose=False),
            lgb.record_evaluation(seen),
            lambda _: tick(),
        ],
    )
    return booster, np.array(seen["judge"]["binary_logloss"])


def booster_of(text: str) -> lgb.Booster:
    """The booster that ``text`` describes, predicting on one thread."""
    return lgb.Booster(params={"num_threads": 1, "verbosity": -1}, model_str=text)


def _data(rows: Rows, reference: lgb.Dataset | None = None) -> lgb.Dataset:
    categorical: Sequence[int] = [int(place) for place in np.flatnonzero(rows.categorical)]
    return lgb.Dataset(
        rows.x,
        label=rows.y,
        weight=rows.weight,
        feature_name=[f"f{column}" for column in range(rows.x.shape[1])],
        categorical_feature=list(categorical),
        reference=reference,
        free_raw_data=False,
    )
