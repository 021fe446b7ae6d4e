"""A population seen from its moments: everything a feature may look at, strictly before each moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from features.clock import DAY
from features.history import MISSING, starts_of
from features.passes import Pass, Texture, texture, touch_pass
from features.plan import HALF_LIFE, WINDOWS, book

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.plan import Plan
    from features.population import Moments, Population

TOUCHES: Final = 0
INBOUND: Final = 1
OUTBOUND: Final = 2
DIRECTIONS: Final = ("touch", "inbound touch", "outbound touch")


@dataclass(frozen=True)
class View:
    """One population, one list of moments, one plan. Every value is [moments] unless it says otherwise."""

    plan: Plan
    population: Population
    moments: Moments

    @property
    def as_of(self) -> NDArray[np.int64]:
        """The moments' instants."""
        return self.moments.as_of

    @property
    def lead(self) -> NDArray[np.int64]:
        """The moments' leads."""
        return self.moments.lead

    @cached_property
    def created(self) -> NDArray[np.int64]:
        """When the moments' leads were created."""
        return self.population.created[self.lead]

    @cached_property
    def account(self) -> NDArray[np.int64]:
        """The moments' accounts, -1 for none."""
        return self.population.account[self.lead]

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """What touches are counted by: all, two directions, each kind and channel, and the others."""
        return (*DIRECTIONS, *self.plan.kinds, "other kinds", *self.plan.channels, "other channels")

    @cached_property
    def touch_slots(self) -> NDArray[np.int32]:
        """The slots each touch counts in; int32 [touches, 4]."""
        columns = self.population.touches.columns
        kinds, channels = len(self.plan.kinds), len(self.plan.channels)
        first_channel = len(DIRECTIONS) + kinds + 1
        direction = columns["direction"].mapped({"inbound": INBOUND, "outbound": OUTBOUND}, MISSING)
        kind = columns["kind"].mapped(book(self.plan.kinds, len(DIRECTIONS)), len(DIRECTIONS) + kinds)
        channel = columns["channel"].mapped(book(self.plan.channels, first_channel), first_channel + channels)
        return np.column_stack((np.full(kind.size, TOUCHES, np.int32), direction, kind, channel))

    @cached_property
    def passed(self) -> Pass:
        """Counts, newest instants and intensities by slot."""
        touches = self.population.touches
        return touch_pass(
            touches.starts,
            touches.at,
            self.touch_slots,
            len(self.slots),
            starts_of(self.lead, len(self.population.lead_id)),
            self.as_of,
            np.array(list(WINDOWS.values()), dtype=np.int64),
            HALF_LIFE,
        )

    def count(self, slot: int, window: str) -> NDArray[np.float32]:
        """How many touches of a slot fell in a window ("1d" ... "90d", or "ever")."""
        place = len(WINDOWS) if window == "ever" else list(WINDOWS).index(window)
        return self.passed.counts[:, slot * (len(WINDOWS) + 1) + place]

    def touches_since(self, length: int) -> NDArray[np.int64]:
        """How many touches fell in the last ``length`` microseconds."""
        return self.passed.here - self.population.touches.before(self.lead, self.as_of - length)

    @cached_property
    def first_touch(self) -> NDArray[np.int64]:
        """The row of the lead's first touch, where ``touched``."""
        return self.population.touches.starts[self.lead]

    @cached_property
    def touched(self) -> NDArray[np.bool_]:
        """Whether anything had happened."""
        return self.passed.here > self.first_touch

    @cached_property
    def texture(self) -> Texture:
        """What each touch adds to its lead's story; [touches]."""
        touches = self.population.touches
        asset, actor = touches.columns["asset"], touches.columns["actor"]
        outbound = touches.columns["direction"].mapped({"outbound": 1}, 0, 0) == 1
        return texture(
            touches.starts, touches.at, asset.codes, len(asset.values), actor.codes, len(actor.values), outbound
        )

    def total(self, per_touch: NDArray[np.generic], length: int | None = None) -> NDArray[np.int64]:
        """The sum of a whole number per touch ([touches]) over the lead's rows, or those of the last ``length``."""
        running = np.concatenate(([0], np.cumsum(per_touch, dtype=np.int64)))
        since = self.first_touch
        if length is not None:
            since = self.population.touches.before(self.lead, self.as_of - length)
        return running[self.passed.here] - running[since]

    def at_last_touch(self, per_touch: NDArray[np.generic]) -> NDArray[np.float64]:
        """The value at the lead's newest touch, NaN if there is none."""
        return self._at_row(per_touch, self.passed.here - 1)

    def at_first_touch(self, per_touch: NDArray[np.generic]) -> NDArray[np.float64]:
        """The value at the lead's first touch, NaN if there is none."""
        return self._at_row(per_touch, self.first_touch)

    def _at_row(self, per_touch: NDArray[np.generic], row: NDArray[np.int64]) -> NDArray[np.float64]:
        if not per_touch.size:
            return np.full(self.lead.size, np.nan)
        return np.where(self.touched, per_touch[np.where(self.touched, row, 0)].astype(np.float64), np.nan)

    @cached_property
    def stage_here(self) -> NDArray[np.int64]:
        """One past the lead's last stage change before the moment."""
        return self.population.stages.before(self.lead, self.as_of)

    @cached_property
    def stage_first(self) -> NDArray[np.int64]:
        """The row of the lead's first stage change."""
        return self.population.stages.starts[self.lead]


def days(since: NDArray[np.int64], now: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Days from one instant to another, NaN where not known."""
    return np.where(known, (now - np.where(known, since, now)) / DAY, np.nan)
