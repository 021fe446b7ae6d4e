"""Chooses the calibration: no more shape than the outcomes can bear, and none that does harm.

The maps are tried from the simplest. A richer one takes over only if on leads it was not fitted to its log
loss is lower than that of the one kept so far by more than the noise of that difference. Where it is known
when the leads came, a map is tried on stretches of time it was not fitted to: one that mends last month and
not the month before will not mend the next either.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from models.calibration.beta import fit_beta
from models.calibration.isotonic import fit_isotonic
from models.calibration.platt import fit_platt
from models.calibration.value import Calibration, Identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.rows import Floats, Ints

    Fit = Callable[[Floats, Floats, Floats], Calibration]

PLATT_FROM: Final = 20
"""Ten outcomes of the rarer sort for each of two numbers (Peduzzi et al. 1996, on logistic regression)."""

BETA_FROM: Final = 100
"""A third number bends the ends of the map, where outcomes are fewest; thirty for each keeps it steady."""

ISOTONIC_FROM: Final = 1000
"""Below about a thousand the free shape overfits (Niculescu-Mizil & Caruana 2005)."""

NOISE: Final = 2.0
"""How many standard errors a richer map must gain. One (Breiman et al. 1984) let through maps that did harm
in the months after those they were tried on; what is left as it was cannot go far wrong."""

FOLDS: Final = 5


class Trial(NamedTuple):
    """A map's log loss on leads it was not fitted to, and its ``gain`` over the one kept so far."""

    kind: str
    log_loss: float
    gain: float
    standard_error: float
    accepted: bool


@dataclass(frozen=True)
class Choice:
    """The calibration, fitted to all rows, and the trials that led to it."""

    calibration: Calibration
    trials: tuple[Trial, ...]


def fit_calibration(
    logit: Floats, y: Floats, weight: Floats, lead: Ints | None = None, created: Ints | None = None
) -> Calibration:
    """The calibration of raw log-odds ``logit`` [n] for outcomes ``y`` [n] that the data bear out.

    Without ``lead`` each row is its own; with ``created``, when each row's lead came, maps are tried on
    stretches of time. Outcomes are counted by weight.
    """
    return choose_calibration(logit, y, weight, lead, created).calibration


def choose_calibration(
    logit: Floats, y: Floats, weight: Floats, lead: Ints | None = None, created: Ints | None = None
) -> Choice:
    """``fit_calibration`` with its evidence.

    Raises:
        ValueError: a raw log-odds is not finite.
    """
    if not np.all(np.isfinite(logit)):
        raise ValueError("a raw log-odds is not finite; the booster saw one outcome only, or overflowed")
    _, group = np.unique(np.arange(len(y)) if lead is None else lead, return_inverse=True)
    kept: Fit = _identity
    losses = _losses(Identity().apply(logit), y)
    trials: list[Trial] = []
    candidates = _candidates(float(np.sum(weight * y)), float(np.sum(weight * (1 - y))))
    fold = _deal(group, y, created) if candidates else group
    for kind, fit in candidates:
        tried = _losses_elsewhere(fit, logit, y, weight, fold)
        gain, error = _mean_and_error(losses - tried, weight, group)
        accepted = gain > NOISE * error
        trials.append(Trial(kind, float(np.average(tried, weights=weight)), gain, error, accepted))
        if accepted:
            kept, losses = fit, tried
    return Choice(kept(logit, y, weight), tuple(trials))


def _identity(logit: Floats, y: Floats, weight: Floats) -> Calibration:
    del logit, y, weight
    return Identity()


def _candidates(positive: float, negative: float) -> list[tuple[str, Fit]]:
    """The maps, simplest first, for which there are outcomes enough of the rarer sort."""
    ladder: list[tuple[int, str, Fit]] = [
        (PLATT_FROM, "platt", fit_platt),
        (BETA_FROM, "beta", fit_beta),
        (ISOTONIC_FROM, "isotonic", fit_isotonic),
    ]
    return [(kind, fit) for needed, kind, fit in ladder if min(positive, negative) >= needed]


def _deal(group: Ints, y: Floats, created: Ints | None) -> Ints:
    return _folds(group, y) if created is None else _stretches(created)


def _folds(group: Ints, y: Floats) -> Ints:
    """The fold of each row: leads dealt out in turn, converted ones first, so that each fold has some."""
    converted = np.zeros(group.max() + 1)
    np.maximum.at(converted, group, y)
    shuffled = np.random.default_rng(0).random(len(converted))
    fold = np.empty(len(converted), np.int64)
    fold[np.lexsort((shuffled, -converted))] = np.arange(len(converted)) % FOLDS
    return fold[group]


def _stretches(created: Ints) -> Ints:
    """The fold of each row: stretches of time with about as many rows each; a lead is in one of them."""
    edges = np.quantile(created, np.linspace(0, 1, FOLDS + 1)[1:-1])
    return np.searchsorted(edges, created, side="right")


def _losses_elsewhere(fit: Fit, logit: Floats, y: Floats, weight: Floats, fold: Ints) -> Floats:
    """Each row's log loss under the map fitted to the other folds."""
    losses = np.empty(len(y))
    for number in range(FOLDS):
        here = fold == number
        if not here.any():
            continue
        fitted = fit(logit[~here], y[~here], weight[~here])
        losses[here] = _losses(fitted.apply(logit[here]), y[here])
    return losses


def _losses(p: Floats, y: Floats) -> Floats:
    return -np.where(y == 1, np.log(p), np.log1p(-p))


def _mean_and_error(values: Floats, weight: Floats, group: Ints) -> tuple[float, float]:
    """Weighted mean and its standard error when leads are what is sampled."""
    total, leads = float(weight.sum()), int(group.max()) + 1
    mean = float(np.sum(weight * values)) / total
    residual = np.bincount(group, weight * (values - mean))
    return mean, sqrt(float(np.sum(residual**2)) * leads / max(1, leads - 1)) / total
