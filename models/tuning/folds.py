"""What settings are worth: log loss on later leads, fold by fold in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.booster import learning_curve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.booster import BoosterSettings
    from models.rows import Floats, Rows
    from models.split import Fold

LEAST_TREES = 10


@dataclass(frozen=True)
class Worth:
    """Log loss after some folds, at the number of trees that is best over all of them.

    Attributes:
        loss: over the folds, each as heavy as its rows.
        folds: of each fold.
    """

    loss: float
    folds: tuple[float, ...]


def worths(rows: Rows, folds: tuple[Fold, ...], settings: BoosterSettings) -> Iterator[Worth]:
    """The worth after the first fold, after the first two, and so on.

    One number of trees serves all folds, as it will serve the final booster: a setting that needs another
    number each time is not worth what its best moments promise.
    """
    curves: list[Floats] = []
    sizes: list[int] = []
    for fold in folds:
        _, curve = learning_curve(rows.take(fold.train), rows.take(fold.judge), settings, _silent)
        curves.append(curve)
        sizes.append(int(fold.judge.sum()))
        yield _at_best(curves, sizes)


def _at_best(curves: list[Floats], sizes: list[int]) -> Worth:
    """A fold that stopped early has shown its best: beyond, it counts with its last loss."""
    length = max(curve.size for curve in curves)
    padded = np.array([np.concatenate((c, np.full(length - c.size, c[-1]))) for c in curves])
    mean = np.average(padded, axis=0, weights=sizes)
    trees = int(np.argmin(mean[min(LEAST_TREES, length) - 1 :])) + min(LEAST_TREES, length) - 1
    return Worth(float(mean[trees]), tuple(float(loss) for loss in padded[:, trees]))


def _silent() -> None:
    """A trial is over sooner than anybody would read how many trees it has."""
