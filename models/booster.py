"""The booster: LightGBM on a numeric matrix, its settings, and its text."""

from __future__ import annotations

import os
import re
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
CELLS_A_THREAD: Final = 8_000_000
"""Below this a second thread waits longer than it works; where other programs compete for the processors,
twenty times longer."""


@dataclass(frozen=True)
class BoosterSettings:
    """Small, regularised trees: a funnel has thousands of outcomes, not millions.

    No class weights: they would break the probabilities.
    """

    learning_rate: float = 0.05
    num_leaves: int = 8
    min_data_in_leaf: int = 40
    min_sum_hessian_in_leaf: float = 2.0
    feature_fraction: float = 0.25
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
    monotone: tuple[int, ...] = ()
    """By column: 1 may only raise the forecast, -1 only lower it, 0 either; empty if none is bound."""

    def parameters(self) -> dict[str, Any]:
        """As LightGBM takes them; deterministic, so that the same rows give the same text."""
        own = {name: value for name, value in asdict(self).items() if name not in ("rounds", "monotone")}
        bound = {"monotone_constraints": list(self.monotone)} if any(self.monotone) else {}
        return {
            **own,
            **bound,
            "objective": "binary",
            "metric": "binary_logloss",
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }


def fit_booster(
    rows: Rows, settings: BoosterSettings, rounds: int, start: NDArray[np.float64] | None = None
) -> lgb.Booster:
    """A booster of a fixed number of trees; with ``start``, log-odds [n], it learns what they leave."""
    return lgb.train(_on_threads(settings, rows), _data(rows, start), num_boost_round=rounds)


def learning_curve(
    train: Rows,
    judge: Rows,
    settings: BoosterSettings,
    tick: Callable[[], None],
    starts: tuple[NDArray[np.float64] | None, NDArray[np.float64] | None] = (None, None),
) -> tuple[lgb.Booster, NDArray[np.float64]]:
    """A booster and its log loss on ``judge`` after each tree, stopped once it no longer improves.

    ``starts`` are the log-odds from which it learns and is judged, which its own predictions leave out.
    """
    seen: dict[str, Any] = {}
    data = _data(train, starts[0])
    booster = lgb.train(
        _on_threads(settings, train),
        data,
        num_boost_round=settings.rounds,
        valid_sets=[_data(judge, starts[1], data)],
        valid_names=["judge"],
        callbacks=[
            lgb.early_stopping(PATIENCE, verbose=False),
            lgb.record_evaluation(seen),
            lambda _: tick(),
        ],
    )
    return booster, np.array(seen["judge"]["binary_logloss"])


def booster_text(booster: lgb.Booster) -> str:
    """The booster as text, without a trace of how many processors trained it."""
    return re.sub(r"\[num_threads: \d+\]", "[num_threads: 0]", booster.model_to_string())


def _on_threads(settings: BoosterSettings, rows: Rows) -> dict[str, Any]:
    """The settings and a number of threads, which changes the time and no bit of the trees."""
    return {
        **settings.parameters(),
        "num_threads": min(os.cpu_count() or 1, 1 + rows.x.size // CELLS_A_THREAD),
    }


def _data(
    rows: Rows, start: NDArray[np.float64] | None = None, reference: lgb.Dataset | None = None
) -> lgb.Dataset:
    categorical: Sequence[int] = [int(place) for place in np.flatnonzero(rows.categorical)]
    return lgb.Dataset(
        rows.x,
        label=rows.y,
        weight=rows.weight,
        init_score=start,
        feature_name=[f"f{column}" for column in range(rows.x.shape[1])],
        categorical_feature=list(categorical),
        reference=reference,
        free_raw_data=False,
    )
