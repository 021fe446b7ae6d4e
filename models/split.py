"""Splits by time, with the gap that production has.

A row trains a model born at ``origin`` only if its whole horizon had passed by then: production could not
have known its label. The rows that judge the model are those of leads created from ``origin`` on, so no
lead stands on both sides; an account that does is taken out of the training side.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.rows import Bools as Flags
    from models.rows import Ints

ORIGINS: Final = (0.55, 0.7, 0.85)
"""Where among the leads, by creation, the rolling origins stand."""
BLOCKS: Final = 5
LEAST_SHARE: Final = 0.35
"""A fold that trains on a smaller share of the rows than this says little about a model of all of them."""
LEAST_POSITIVES: Final = 20


@dataclass(frozen=True, eq=False)
class Fold:
    """Which rows train and which judge."""

    train: Flags
    judge: Flags


@dataclass(frozen=True)
class Folds:
    """Folds and how they were cut.

    Attributes:
        folds: at least one, unless there were too few leads even for blocks.
        honest: True for rolling origins with a gap; False for blocks of time, each judged by a model of
            the others, where the data are too short for a gap.
    """

    folds: tuple[Fold, ...]
    honest: bool


def at_origin(
    created: Ints, as_of: Ints, account: Ints, horizon: int, origin: int, end: int | None = None
) -> Fold:
    """The fold of a model born at ``origin``, judged on leads created in ``[origin, end)``; all [rows]."""
    judge = created >= origin
    if end is not None:
        judge &= created < end
    train = as_of + horizon < origin
    return Fold(train & ~_shared(account, train, judge), judge)


def dated_before(created: Ints, as_of: Ints, account: Ints, origin: int) -> Flags:
    """Rows that a model born at ``origin`` may look at, young ones included; judged as ``at_origin``."""
    judge, before = created >= origin, as_of < origin
    return before & ~judge & ~_shared(account, before, judge)


def rolling(created: Ints, as_of: Ints, account: Ints, y: NDArray[np.float64], horizon: int) -> Folds:
    """Rolling origins if the data are long enough for the gap, else blocks of time. All arguments [rows]."""
    born = np.sort(created)
    cuts = [int(born[int(share * born.size)]) for share in ORIGINS] + [int(born[-1]) + 1]
    folds = [
        at_origin(created, as_of, account, horizon, origin, end) for origin, end in itertools.pairwise(cuts)
    ]
    usable = tuple(fold for fold in folds if _usable(fold, y))
    if usable:
        return Folds(usable, honest=True)
    return Folds(_blocks(created, account, y), honest=False)


def _blocks(created: Ints, account: Ints, y: NDArray[np.float64]) -> tuple[Fold, ...]:
    born = np.unique(created)
    edges = born[np.linspace(0, born.size, BLOCKS + 1).astype(int)[1:-1]]
    block = np.searchsorted(edges, created, side="right")
    folds: list[Fold] = []
    for number in range(BLOCKS):
        judge = block == number
        train = ~judge & ~_shared(account, ~judge, judge)
        folds.append(Fold(train, judge))
    return tuple(fold for fold in folds if _two_sided(fold, y, 1))


def _usable(fold: Fold, y: NDArray[np.float64]) -> bool:
    return fold.train.mean() >= LEAST_SHARE and _two_sided(fold, y, LEAST_POSITIVES)


def _two_sided(fold: Fold, y: NDArray[np.float64], least: int) -> bool:
    return all(
        min(float(y[side].sum()), float((1 - y[side]).sum())) >= least for side in (fold.train, fold.judge)
    )


def _shared(account: Ints, train: Flags, judge: Flags) -> Flags:
    """Rows of ``train`` whose account is also in ``judge``."""
    both = np.intersect1d(account[train & (account >= 0)], account[judge & (account >= 0)])
    return np.isin(account, both)
