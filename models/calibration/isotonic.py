"""Isotonic calibration: any rising shape, once there are outcomes enough to draw it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

import numpy as np

from models.calibration.value import Calibration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.rows import Floats

GROUP_WEIGHT: Final = 50.0
"""The least weight in a group: without it the two or three best leads alone would decide what is best."""

MAX_GROUPS: Final = 100
OUTER_SLOPE: Final = 0.1
"""Rise beyond the outermost knots: it keeps the order there and claims almost nothing."""

_RISE: Final = 1e-9


@dataclass(frozen=True)
class IsotonicCalibration(Calibration):
    """Straight lines in log-odds between knots whose raw and calibrated log-odds both rise strictly.

    The usual staircase gives a whole step of leads the same probability and jumps between; a line from the
    middle of each step to the next keeps their order. In log-odds it never reaches 0 or 1.
    """

    raw: tuple[float, ...]
    calibrated: tuple[float, ...]
    kind: ClassVar[str] = "isotonic"

    def log_odds(self, logit: Floats) -> Floats:
        """Calibrated log-odds of raw log-odds ``logit`` [n]."""
        raw, calibrated, slopes = self._lines
        place = np.searchsorted(raw, logit, side="right")
        left = np.maximum(place - 1, 0)
        line = calibrated[left] + slopes[place] * (logit - raw[left])
        return np.minimum(line, np.append(calibrated, np.inf)[place])  # rounding must not pass the next knot

    @cached_property
    def _lines(self) -> tuple[Floats, Floats, Floats]:
        """The knots, and the slopes before, between and after them."""
        raw, calibrated = np.array(self.raw), np.array(self.calibrated)
        slopes = np.concatenate([[OUTER_SLOPE], np.diff(calibrated) / np.diff(raw), [OUTER_SLOPE]])
        return raw, calibrated, slopes

    def to_json(self) -> dict[str, Any]:
        """Its kind and the knots."""
        return {"kind": self.kind, "raw": list(self.raw), "calibrated": list(self.calibrated)}


def fit_isotonic(logit: Floats, y: Floats, weight: Floats) -> IsotonicCalibration:
    """The rising map through the conversion rates of groups of leads with similar ``logit`` [n].

    Groups hold at least ``GROUP_WEIGHT`` and whole runs of equal log-odds; each group's rate is drawn towards
    the rate of all by the weight of one lead; then neighbours that fall are pooled (Zadrozny & Elkan,
    "Transforming classifier scores into accurate multiclass probability estimates", 2002).
    """
    group = _groups(logit, weight)
    mass = np.bincount(group, weight)
    centre = np.bincount(group, weight * logit) / mass
    rate = (np.bincount(group, weight * y) + np.average(y, weights=weight)) / (mass + 1)
    blocks = pool_falling(zip(mass.tolist(), centre.tolist(), rate.tolist(), strict=True))
    return IsotonicCalibration(
        tuple(block.centre for block in blocks), tuple(log(block.rate / (1 - block.rate)) for block in blocks)
    )


class Block(NamedTuple):
    """Neighbouring groups taken together: their weight, mean log-odds and conversion rate."""

    mass: float
    centre: float
    rate: float


def pool_falling(groups: Iterable[tuple[float, float, float]]) -> list[Block]:
    """Pool neighbours until rates rise: the weighted least-squares rising fit.

    The pool-adjacent-violators algorithm of Ayer et al., 1955; rises as small as rounding are pooled too.
    """
    blocks: list[Block] = []
    for group in groups:
        block = Block(*group)
        while blocks and not (
            block.rate > blocks[-1].rate + _RISE and block.centre > blocks[-1].centre + _RISE
        ):
            block = _pooled(blocks.pop(), block)
        blocks.append(block)
    return blocks


def _pooled(one: Block, other: Block) -> Block:
    mass = one.mass + other.mass
    centre = (one.mass * one.centre + other.mass * other.centre) / mass
    return Block(mass, centre, (one.mass * one.rate + other.mass * other.rate) / mass)


def _groups(logit: Floats, weight: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The group of each row, from the lowest log-odds; none is empty."""
    _, place = np.unique(logit, return_inverse=True)
    mass = np.bincount(place, weight)
    middle = np.cumsum(mass) - mass / 2
    count = max(1, min(MAX_GROUPS, int(mass.sum() / GROUP_WEIGHT)))
    rank = np.minimum((middle / mass.sum() * count).astype(np.int64), count - 1)
    return np.unique(rank, return_inverse=True)[1][place]
