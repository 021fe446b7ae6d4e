"""The delays of each target, as measured on a journey's leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from features.delays.curve import REACHED, Curve, delay_curve
from features.delays.horizon import CAUGHT, LEAST_REACHED, round_horizon
from features.delays.waits import waits
from features.moments import training_moments
from features.population import Moments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from features.agreement import Agreement
    from features.agreement.values import Target
    from features.population import Population

    Waits = tuple[NDArray[np.int64], NDArray[np.int8]]

LEAST_LATE: Final = 10
"""Fewer outcomes after the horizon may be chance."""
POINTS: Final = 60
QUANTILES: Final = (0.5, 0.8, 0.9)


@dataclass(frozen=True, eq=False)
class Delay:
    """How long a target takes.

    Attributes:
        target: which.
        horizon: the agreed one, microseconds.
        creation: from each lead's creation.
        moment: from each moment that training looks at, which is where the horizon begins.
        late: leads that were seen to reach it later after their creation than the horizon.
    """

    target: Target
    horizon: int
    creation: Curve
    moment: Curve
    late: int

    @property
    def told(self) -> bool:
        """Whether there are enough outcomes to say anything of the horizon."""
        return self.moment.reached >= LEAST_REACHED

    @property
    def missed(self) -> float | None:
        """The share of eventual outcomes that come after the horizon; None where too few are known."""
        return max(0.0, 1 - self.moment.within(self.horizon)) if self.told else None

    @property
    def too_short(self) -> bool:
        """Whether the horizon misses more than a fifth of the eventual outcomes."""
        return self.missed is not None and self.missed > 1 - CAUGHT and self.late >= LEAST_LATE

    @property
    def suggested(self) -> int | None:
        """The smallest round horizon that misses no more than a fifth, microseconds."""
        return round_horizon(self.moment)

    def to_json(self) -> dict[str, Any]:
        """The delays as plain values; the curve is the one from creation."""
        return {
            "horizon_us": self.horizon,
            "suggested_us": self.suggested,
            "missed": self.missed,
            "too_short": self.too_short,
            "eventual": self.creation.eventual,
            "followed_us": self.creation.followed,
            "leads": self.creation.cases,
            "reached": self.creation.reached,
            "closed": self.creation.closed,
            "moments": self.moment.cases,
            "quantiles_us": {f"{100 * share:.0f}": self.creation.quantile(share) for share in QUANTILES},
            "curve": [list(point) for point in self.creation.thinned(POINTS)],
        }


def delays(populations: Iterable[Population], agreement: Agreement, until: int) -> dict[Target, Delay]:
    """The delay of every agreed target, from all that was known before ``until``."""
    horizons = agreement.targets.horizons()
    created: dict[Target, list[Waits]] = {target: [] for target in horizons}
    looked: dict[Target, list[Waits]] = {target: [] for target in horizons}
    for population in populations:
        births = Moments(np.arange(len(population.lead_id), dtype=np.int64), population.created)
        moments = training_moments(population, agreement.moments, until)
        for target in horizons:
            created[target].append(waits(population, births, target, until))
            looked[target].append(waits(population, moments, target, until))
    found: dict[Target, Delay] = {}
    for target, horizon in horizons.items():
        delay, end = _joined(created[target])
        late = int(((end == REACHED) & (delay > horizon)).sum())
        moment = delay_curve(*_joined(looked[target]))
        found[target] = Delay(target, horizon, delay_curve(delay, end), moment, late)
    return found


def _joined(parts: list[Waits]) -> Waits:
    delay = np.concatenate([delay for delay, _ in parts] or [np.zeros(0, dtype=np.int64)])
    return delay, np.concatenate([end for _, end in parts] or [np.zeros(0, dtype=np.int8)])
