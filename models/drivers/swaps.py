"""What a forecast loses when a group of its features tells of another lead (permutation importance).

Breiman 2001; in groups as by Gregorutti, Michel & Saint-Pierre, "Grouped variable importance with random
forests and application to multiple functional data analysis", 2015. Whole leads change places: every lead
is lent the values of one other lead, at each moment those which that lead had at the same age (its latest
moment not older; its first, if all are older). So a lead's moments stay together and plausible, and no lead
of three days gets the touches of thirty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from models.drivers.draws import Estimates, LeadDraws, estimates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from models.rows import Bools, Floats, Ints, Matrix

REPEATS: Final = 3
_TINY: Final = 1e-12


class Loss(NamedTuple):
    """What is lost, group by group: log loss in nats a lead, and area under the ROC curve. Both [groups]."""

    log_loss: Estimates
    auc: Estimates


def donors(place: Ints, age: Ints, seed: int, repeats: int = REPEATS) -> Iterator[Ints]:
    """For each repeat, the row [n] whose values each row is lent; no lead is its own donor.

    Args:
        place: [n], whose each row is, from 0, ascending.
        age: [n] of the lead at the row, not below 0, ascending within a lead.
    """
    leads = int(place[-1]) + 1
    starts = np.searchsorted(place, np.arange(leads))
    span = int(age.max()) + 1
    ordered = place * span + age
    random = np.random.default_rng(seed)
    for _ in range(repeats):
        order = random.permutation(leads)
        donor = np.empty(leads, np.int64)
        donor[order] = np.roll(order, -1)
        of = donor[place]
        yield np.maximum(np.searchsorted(ordered, of * span + age, side="right") - 1, starts[of])


def losses(
    y: Floats,
    x: Matrix,
    age: Ints,
    groups: Sequence[Ints],
    p_of: Callable[[Matrix], Floats],
    draws: LeadDraws,
    seed: int,
    repeats: int = REPEATS,
) -> Loss:
    """What forecasts ``p_of`` rows ``x`` [n, f] lose without each group of columns.

    Args:
        y: [n], 0 or 1, of both at least one.
        age: [n], rows are ascending by lead and age.
        groups: columns of ``x``.
        draws: of the same rows, at least two leads; the intervals are over leads and repeats.
        seed: of the repeats.
    """
    p = p_of(x)
    before, ranked = surprise(y, p), ranking(y, p, draws.weight)
    shape = (len(groups), repeats)
    lost, slipped = np.zeros((draws.leads, *shape)), np.zeros((draws.leads, *shape))
    slip = np.zeros(shape)
    for repeat, row in enumerate(donors(draws.place, age, seed, repeats)):
        for number, columns in enumerate(groups):
            swapped = x.copy()
            swapped[:, columns] = x[row[:, None], columns]
            p_now = p_of(swapped)
            now = ranking(y, p_now, draws.weight)
            lost[:, number, repeat] = draws.by_lead((surprise(y, p_now) - before)[:, None])[:, 0]
            slip[number, repeat] = ranked.auc - now.auc
            slipped[:, number, repeat] = np.bincount(draws.place, ranked.pull - now.pull, draws.leads)
    mean = lost.mean(axis=0)
    return Loss(
        _drawn(mean, (lost - mean) / draws.leads, draws, seed),
        _drawn(slip, slipped, draws, seed),
    )


def surprise(y: Floats, p: Floats) -> Floats:
    """Minus the logarithm (in nats) of the chance given to what happened [n]."""
    return -np.log(np.clip(np.where(y == 1, p, 1 - p), _TINY, 1.0))


class Ranking(NamedTuple):
    """An area under the ROC curve, and how far each row [n] pulls it from where it is, to first order."""

    auc: float
    pull: Floats


def ranking(y: Floats, p: Floats, weight: Floats) -> Ranking:
    """The weighted area and its rows' pulls, from their placements (DeLong, DeLong & Clarke-Pearson 1988)."""
    up: Bools = y == 1
    placement = np.empty(y.size)
    placement[up] = _below(p[up], p[~up], weight[~up])
    placement[~up] = 1 - _below(p[~up], p[up], weight[up])
    ones, zeros = float(weight[up].sum()), float(weight[~up].sum())
    auc = float((weight[up] * placement[up]).sum()) / ones
    return Ranking(auc, weight * (placement - auc) / np.where(up, ones, zeros))


def _below(p: Floats, others: Floats, weight: Floats) -> Floats:
    """The share of the others' weight below each ``p``, equal ones by half."""
    order = np.argsort(others, kind="stable")
    total = np.concatenate(([0.0], np.cumsum(weight[order])))
    left = total[np.searchsorted(others[order], p, side="left")]
    right = total[np.searchsorted(others[order], p, side="right")]
    return (left + right) / (2 * total[-1])


def _drawn(at: Floats, pull: Floats, draws: LeadDraws, seed: int) -> Estimates:
    """The mean over repeats of ``at`` [groups, repeats], drawn again over leads and over repeats.

    Args:
        pull: [leads, groups, repeats], how far a lead that is drawn once more pulls ``at``; sums to 0.
    """
    leads, groups, repeats = pull.shape
    moved = np.einsum("dl,lk->dk", draws.times, pull.reshape(leads, -1), optimize=False)
    again = moved.reshape(-1, groups, repeats) + at
    which = np.random.default_rng(seed).integers(0, repeats, (again.shape[0], repeats))
    mixed = np.take_along_axis(again, which[:, None, :], axis=2).mean(axis=2)
    return estimates(at.mean(axis=1), mixed)
