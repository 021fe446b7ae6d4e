"""How far a metric could have come out otherwise, had other leads come along.

Leads are drawn with replacement, not rows: rows of one lead rise and fall together. A draw changes only the
weights (a lead drawn twice weighs double), so that predictions are sorted once, not once a draw. The draws
depend on the leads and the seed alone: models compared on the same rows meet the same draws.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from models.metrics import MEASURES, Ranked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from models.rows import Floats, Ints

DRAWS: Final = 200
PAIRED_DRAWS: Final = 1000
"""A gate hangs on the ends of the paired interval, which 200 draws leave uncertain; one metric is cheap."""

LEVEL: Final = 0.95
_ENOUGH: Final = 0.9
"""A metric that is undefined in more than a tenth of the draws has no honest interval."""


class Interval(NamedTuple):
    """The middle part of the values drawn."""

    low: float
    high: float


class Difference(NamedTuple):
    """A metric of one forecast minus that of another on the same rows, with its interval."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether chance in the choice of leads does not explain the difference."""
        return self.low > 0 or self.high < 0


def intervals(
    y: Floats,
    p: Floats,
    weight: Floats,
    lead: Ints,
    draws: int = DRAWS,
    seed: int = 0,
    level: float = LEVEL,
) -> Mapping[str, Interval | None]:
    """Percentile interval of every metric of predictions ``p`` [n]; None where it cannot be told."""
    ranked = Ranked.of(y, p, weight, lead)
    values: dict[str, list[float | None]] = {name: [] for name in MEASURES}
    for drawn in drawn_weights(weight, lead, draws, seed):
        again = ranked.reweighted(drawn)
        for name, function in MEASURES.items():
            values[name].append(function(again))
    return {name: _interval(found, level) for name, found in values.items()}


def paired_difference(
    y: Floats,
    p_a: Floats,
    p_b: Floats,
    weight: Floats,
    lead: Ints,
    metric: str = "log_loss",
    draws: int = PAIRED_DRAWS,
    seed: int = 0,
    level: float = LEVEL,
) -> Difference | None:
    """``metric`` of ``p_a`` minus that of ``p_b`` on the same outcomes; None where it cannot be told.

    Both forecasts meet the same draws, so what is common to them (an easy month, a hard one) cancels.

    Raises:
        ValueError: there is no such metric.
    """
    if metric not in MEASURES:
        raise ValueError(f"no metric {metric!r}; there are {', '.join(MEASURES)}")
    function = MEASURES[metric]
    a, b = Ranked.of(y, p_a, weight, lead), Ranked.of(y, p_b, weight, lead)
    value = _minus(function(a), function(b))
    found = [
        _minus(function(a.reweighted(drawn)), function(b.reweighted(drawn)))
        for drawn in drawn_weights(weight, lead, draws, seed)
    ]
    interval = _interval(found, level)
    return None if value is None or interval is None else Difference(value, *interval)


def drawn_weights(weight: Floats, lead: Ints, draws: int, seed: int) -> Iterator[Floats]:
    """For each draw, the weights times how often the row's lead was drawn."""
    leads, place = np.unique(lead, return_inverse=True)
    random = np.random.default_rng(seed)
    for _ in range(draws):
        chosen = random.integers(0, len(leads), len(leads)) if len(leads) else place
        yield weight * np.bincount(chosen, minlength=len(leads))[place]


def _interval(values: Sequence[float | None], level: float) -> Interval | None:
    known = [value for value in values if value is not None]
    if not known or len(known) < _ENOUGH * len(values):
        return None
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


def _minus(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a - b
