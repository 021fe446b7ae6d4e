"""What out-of-time folds say of a recipe: how many trees, how wrong the trees and the line alone are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from models.booster import learning_curve
from models.linear.centring import centred, whole
from models.linear.fit import fit_linear

if TYPE_CHECKING:
    from collections.abc import Callable

    import lightgbm as lgb

    from models.booster import BoosterSettings
    from models.linear.value import Linear
    from models.rows import Floats, Ints, Rows
    from models.split import Folds

LEAST_TREES: Final = 40
"""Fewer is an accident of the folds: with this learning rate the first forty have never done harm."""


@dataclass(frozen=True, eq=False)
class Judged:
    """The folds' verdict.

    Attributes:
        trees: the number with the least log loss over all folds together.
        blend: [judged], log-odds of line and trees together, on rows they were not fitted to.
        linear: [judged], log-odds of the whole line alone.
        rows: [judged], which rows these are.
        honest: whether the folds kept the horizon's gap.
    """

    trees: int
    blend: Floats
    linear: Floats
    rows: Ints
    honest: bool


class _Fold(NamedTuple):
    line: Linear
    alone: Linear
    booster: lgb.Booster
    curve: Floats
    judge: Ints


def judge_on_folds(
    rows: Rows, folds: Folds, share: float, settings: BoosterSettings, tick: Callable[[], None]
) -> Judged:
    """Fits the recipe on each fold's training rows; ``share`` of the line's log-odds is the trees' start."""
    fitted = [
        _fold(rows, np.flatnonzero(fold.train), np.flatnonzero(fold.judge), share, settings, tick)
        for fold in folds.folds
    ]
    if not fitted:
        none = np.empty(0)
        return Judged(LEAST_TREES, none, none, np.empty(0, dtype=np.int64), folds.honest)
    trees = _trees(fitted, rows)
    said = [_said(fold, rows, trees) for fold in fitted]
    return Judged(
        trees,
        np.concatenate([blend for blend, _ in said]),
        np.concatenate([linear for _, linear in said]),
        np.concatenate([fold.judge for fold in fitted]),
        folds.honest,
    )


def _fold(
    rows: Rows, train: Ints, judge: Ints, share: float, settings: BoosterSettings, tick: Callable[[], None]
) -> _Fold:
    learnt, later = rows.take(train), rows.take(judge)
    line = fit_linear(learnt, share, settings.monotone)
    booster, curve = learning_curve(
        learnt, later, settings, tick, (line.margin(learnt.x), line.margin(later.x))
    )
    return _Fold(line, centred(whole(line, share), learnt), booster, curve, judge)


def _trees(fitted: list[_Fold], rows: Rows) -> int:
    # a fold that stopped early has shown its best: beyond, it counts with its last loss
    length = max(fold.curve.size for fold in fitted)
    padded = [np.pad(fold.curve, (0, length - fold.curve.size), mode="edge") for fold in fitted]
    sizes = [float(rows.weight[fold.judge].sum()) for fold in fitted]
    return max(LEAST_TREES, int(np.argmin(np.average(np.array(padded), axis=0, weights=sizes))) + 1)


def _said(fold: _Fold, rows: Rows, trees: int) -> tuple[Floats, Floats]:
    x = rows.x[fold.judge]
    grown = np.asarray(
        fold.booster.predict(x, raw_score=True, num_iteration=min(trees, fold.booster.current_iteration())),
        dtype=np.float64,
    )
    return fold.line.margin(x) + grown, fold.alone.margin(x)
