"""How far champion and challenger are apart, and how far chance alone may have put them.

Leads are drawn with replacement and both bundles meet the same draws, so that what is common to them (an easy
month, a hard one) cancels. One pass of draws serves every measure and every segment.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from models.bootstrap import drawn_weights
from pipelines.gate.ranking import Capture, Lists, Precision

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.rows import Floats, Ints
    from pipelines.gate.pair import Pair

DRAWS: Final = 1000
_ROWS: Final = 100_000
"""With more rows, fewer draws do: the ends of the intervals lie closer together than anything decides on."""
_LEAST_DRAWS: Final = 200
_TINY: Final = float(np.finfo(np.float64).eps)
_ENOUGH: Final = 0.9
"""A measure that is undefined in more than a tenth of the draws has no honest interval."""


class Difference(NamedTuple):
    """The challenger's measure minus the champion's, as found and in every draw."""

    value: float
    drawn: Floats

    def interval(self, level: float) -> tuple[float, float] | None:
        """The middle part of what was drawn; None where it cannot be told."""
        known = self.drawn[~np.isnan(self.drawn)]
        if np.isnan(self.value) or known.size < _ENOUGH * self.drawn.size:
            return None
        low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)

    def wide(self, level: float) -> tuple[float, float] | None:
        """As ``interval`` by the draws' spread: levels near one lie beyond what some hundred draws show."""
        known = self.drawn[~np.isnan(self.drawn)]
        if np.isnan(self.value) or known.size < _ENOUGH * self.drawn.size:
            return None
        reach = NormalDist().inv_cdf((1 + level) / 2) * float(known.std())
        return self.value - reach, self.value + reach


class Segment(NamedTuple):
    """One group of leads: its grouping, its name, how many there are, and their difference in log loss."""

    grouping: str
    group: str
    leads: int
    log_loss: Difference


class Differences(NamedTuple):
    """All measures of one target.

    Attributes:
        measures: log_loss, calibration (distance of log(observed / expected) from nought), average_precision,
            capture.
        segments: by group.
    """

    measures: dict[str, Difference]
    segments: tuple[Segment, ...]


def differences(pair: Pair, capacity: int | None, share: float, draws: int = DRAWS) -> Differences:
    """Every measure on all moments, and the log loss on those of each segment.

    Args:
        pair: moments ascending by lead and instant.
        capacity: how many leads can be worked in a week.
        share: of each week's list, where no capacity is agreed.
        draws: how often leads are drawn.
    """
    measures = _measures(pair, capacity, share)
    groups = _groups(pair)
    draws = int(np.clip(draws * _ROWS / max(1, pair.y.size), min(_LEAST_DRAWS, draws), draws))
    found = {name: np.empty(draws) for name in measures}
    gap = _surprise(pair.y, pair.ours) - _surprise(pair.y, pair.theirs)
    by_group = [np.empty((draws, len(names))) for _, names, _ in groups]
    for draw, weight in enumerate(drawn_weights(pair.weight, pair.lead, draws, 0)):
        for name, measure in measures.items():
            found[name][draw] = measure(weight)
        for (_, names, code), out in zip(groups, by_group, strict=True):
            out[draw] = _means(gap, weight, code, len(names))
    return Differences(
        {name: Difference(measure(pair.weight), found[name]) for name, measure in measures.items()},
        tuple(
            Segment(
                grouping,
                name,
                int(np.unique(pair.lead[code == number]).size),
                Difference(float(value), drawn[:, number]),
            )
            for (grouping, names, code), drawn in zip(groups, by_group, strict=True)
            for number, (name, value) in enumerate(
                zip(names, _means(gap, pair.weight, code, len(names)), strict=True)
            )
        ),
    )


def _measures(pair: Pair, capacity: int | None, share: float) -> dict[str, Callable[[Floats], float]]:
    gap = _surprise(pair.y, pair.ours) - _surprise(pair.y, pair.theirs)
    lists = Lists.of(pair.lead, pair.week, capacity, share)
    precise = [Precision.of(pair.y, p) for p in (pair.ours, pair.theirs)]
    captured = [Capture.of(pair.y, p, lists) for p in (pair.ours, pair.theirs)]
    return {
        "log_loss": lambda weight: float(weight @ gap) / float(weight.sum()),
        "calibration": lambda weight: _off(pair.y, pair.ours, weight) - _off(pair.y, pair.theirs, weight),
        "average_precision": lambda weight: precise[0](weight) - precise[1](weight),
        "capture": lambda weight: captured[0](weight) - captured[1](weight),
    }


def _groups(pair: Pair) -> list[tuple[str, list[str], Ints]]:
    """Each grouping's name, its groups' names, and the number of each moment's group."""
    found: list[tuple[str, list[str], Ints]] = []
    for grouping, members in pair.segments.items():
        names, code = np.unique(np.array(members, dtype=str), return_inverse=True)
        found.append((grouping, names.tolist(), code.astype(np.int64)))
    return found


def _means(values: Floats, weight: Floats, code: Ints, groups: int) -> Floats:
    mass = np.bincount(code, weight, groups)
    return np.divide(
        np.bincount(code, weight * values, groups), mass, out=np.full(groups, np.nan), where=mass > 0
    )


def _surprise(y: Floats, p: Floats) -> Floats:
    safe = np.clip(p, _TINY, 1 - _TINY)
    return -np.where(y == 1, np.log(safe), np.log1p(-safe))


def _off(y: Floats, p: Floats, weight: Floats) -> float:
    """How far the number promised is from the number that came, as the size of their ratio's logarithm."""
    came, promised = float(weight @ y), float(weight @ p)
    return abs(np.log(came / promised)) if came > 0 and promised > 0 else float("nan")
