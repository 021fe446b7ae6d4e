"""What settings are worth: log loss on later leads, fold by fold in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.booster import learning_curve
from models.judging import LEAST_TREES
from models.linear.fit import fit_linear

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.booster import BoosterSettings
    from models.rows import Floats, Rows
    from models.split import Fold


@dataclass(frozen=True)
class Worth:
    """Log loss after some folds, at the number of trees that is best over all of them.

    Attributes:
        loss: over the folds, each as heavy as its rows.
        folds: of each fold.
    """

    loss: float
    folds: tuple[float, ...]


class Side(NamedTuple):
    """Rows of one side of a fold, and the log-odds [rows] that the trees start from."""

    rows: Rows
    start: Floats


class Started(NamedTuple):
    """A fold with its line fitted: the line knows nothing of the trees' settings, so once is enough."""

    train: Side
    judge: Side


def started(
    rows: Rows, folds: tuple[Fold, ...], share: float, monotone: tuple[int, ...]
) -> tuple[Started, ...]:
    """The folds as the recipe meets them; ``share`` of the line's log-odds is the trees' start."""
    found: list[Started] = []
    for fold in folds:
        train, judge = rows.take(fold.train), rows.take(fold.judge)
        line = fit_linear(train, share, monotone)
        found.append(Started(Side(train, line.margin(train.x)), Side(judge, line.margin(judge.x))))
    return tuple(found)


def worths(folds: tuple[Started, ...], settings: BoosterSettings) -> Iterator[Worth]:
    """The worth after the first fold, after the first two, and so on.

    One number of trees serves all folds, as it will serve the final booster: a setting that needs another
    number each time is not worth what its best moments promise.
    """
    curves: list[Floats] = []
    sizes: list[int] = []
    for train, judge in folds:
        _, curve = learning_curve(train.rows, judge.rows, settings, _silent, (train.start, judge.start))
        curves.append(curve)
        sizes.append(len(judge.rows))
        yield _at_best(curves, sizes)


def _at_best(curves: list[Floats], sizes: list[int]) -> Worth:
    """A fold that stopped early has shown its best: beyond, it counts with its last loss."""
    length = max(curve.size for curve in curves)
    padded = np.array([np.pad(curve, (0, length - curve.size), mode="edge") for curve in curves])
    mean = np.average(padded, axis=0, weights=sizes)
    least = min(LEAST_TREES, length) - 1
    trees = least + int(np.argmin(mean[least:]))
    return Worth(float(mean[trees]), tuple(float(loss) for loss in padded[:, trees]))


def _silent() -> None:
    """A trial is over sooner than anybody would read how many trees it has."""
