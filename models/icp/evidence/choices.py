"""Which groups of an attribute a rule would name: the choice farthest from chance.

Of words, the best few or the worst few in the order of their rates (for an outcome of two kinds no other
choice separates better: Fisher, JASA 53, 1958); of levels and bands, a run of neighbours; of lists, one item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from models.icp.evidence.scores import LEAST

if TYPE_CHECKING:
    from models.icp.evidence.scores import Scores
    from models.rows import Floats, Ints

_TINY: Final = 1e-12


class Choice(NamedTuple):
    """Groups of an attribute and how far they are from chance; above zero they do better than others."""

    groups: tuple[int, ...]
    z: float


def best(scores: Scores) -> Choice | None:
    """The choice farthest from chance; None where too little is known of any."""
    every = _every(scores)
    if not every.size:
        return None
    total = every @ scores.total
    # what came of few accounts is too sure of groups with hardly an outcome, so the larger of two
    error = np.sqrt(np.maximum(_variance(every, scores.drawn), _variance(every, scores.model)))
    z = np.where(error > _TINY, total / np.maximum(error, _TINY), 0.0)
    # of two that say the same, such as yes and not no, the better half is named
    first = int(np.argmax(np.abs(z) + 1e-9 * np.sign(z)))
    return Choice(tuple(np.flatnonzero(every[first]).tolist()), float(z[first]))


def farthest(scores: Scores, total: Floats) -> Floats:
    """How far from chance the best choice is where chance draws the groups' scores. [draws]

    Args:
        total: the scores drawn. [draws, groups]
    """
    if scores.kind == "unordered":
        return _farthest_ordered(scores, total)
    every = _fixed(scores)
    if not every.size:
        return np.zeros(len(total))
    error = np.sqrt(_variance(every, scores.drawn))
    z = np.abs(total @ every.T) / np.maximum(error, _TINY)
    return np.where(error > _TINY, z, 0.0).max(axis=1)


def _variance(every: Floats, cov: Floats) -> Floats:
    return np.maximum(np.einsum("cg,gh,ch->c", every, cov, every), 0.0)  # rounding may take it below


def _every(scores: Scores) -> Floats:
    """The choices that the data suggest, one a row. [choices, groups]"""
    if scores.kind != "unordered":
        return _fixed(scores)
    named = np.flatnonzero(scores.usable)
    order = named[np.argsort(-_effect(scores, scores.total[None, :])[0, named], kind="stable")]
    rows: list[Floats] = []
    for way in (order, order[::-1]):
        for end in range(1, way.size + 1):
            row = np.zeros(scores.total.size)
            row[way[:end]] = 1.0
            rows.append(row)
    return _enough(scores, np.array(rows)) if rows else np.zeros((0, scores.total.size))


def _fixed(scores: Scores) -> Floats:
    size = scores.total.size
    rows: list[Floats] = []
    for begin in range(size):
        for end in range(begin + 1, size + 1 if scores.kind == "ordered" else begin + 2):
            if not scores.usable[begin:end].all():
                break
            row = np.zeros(size)
            row[begin:end] = 1.0
            rows.append(row)
    return _enough(scores, np.array(rows)) if rows else np.zeros((0, size))


def _enough(scores: Scores, every: Floats) -> Floats:
    inside = every @ scores.expected
    return every[(inside >= LEAST) & (scores.known - inside >= LEAST)]


def _effect(scores: Scores, total: Floats) -> Floats:
    """Roughly the log ratio of each group to the others. [draws, groups]"""
    return total / np.maximum(scores.expected, _TINY)


def _farthest_ordered(scores: Scores, total: Floats) -> Floats:
    named = np.flatnonzero(scores.usable)
    if not named.size:
        return np.zeros(len(total))
    order = named[np.argsort(-_effect(scores, total)[:, named], axis=1, kind="stable")]
    return np.maximum(_prefixes(scores, total, order), _prefixes(scores, total, order[:, ::-1]))


def _prefixes(scores: Scores, total: Floats, order: Ints) -> Floats:
    """The farthest of the first one, two, ... groups of each draw's order. [draws]"""
    reached = np.cumsum(np.take_along_axis(total, order, axis=1), axis=1)
    inside = np.cumsum(scores.expected[order], axis=1)
    shared = scores.drawn[order[:, :, None], order[:, None, :]]
    square = np.cumsum(np.cumsum(shared, axis=1), axis=2).diagonal(axis1=1, axis2=2)
    error = np.sqrt(np.maximum(square, 0.0))
    fair = (inside >= LEAST) & (scores.known - inside >= LEAST) & (error > _TINY)
    return np.where(fair, np.abs(reached) / np.maximum(error, _TINY), 0.0).max(axis=1)
