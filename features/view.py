"""A population seen from its moments: everything a feature may look at, strictly before each moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from features.clock import DAY
from features.history import MISSING
from features.plan import HALF_LIFE, WINDOWS
from features.reading import Reading
from features.story import COLUMNS, story
from features.tally import LATELY, Tally, tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.plan import Plan
    from features.population import Moments, Population

TOUCHES: Final = 0
INBOUND: Final = 1
OUTBOUND: Final = 2


@dataclass(frozen=True, eq=False)
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
    def reading(self) -> Reading:
        """The population as the plan reads it."""
        return Reading.of(self.plan, self.population)

    @cached_property
    def created(self) -> NDArray[np.int64]:
        """When the moments' leads were created."""
        return self.population.created[self.lead]

    @cached_property
    def account(self) -> NDArray[np.int64]:
        """The moments' accounts, -1 for none."""
        return self.population.account[self.lead]

    @cached_property
    def tally(self) -> Tally:
        """How often, how lately and how intensely each slot was seen."""
        reading = self.reading
        windows = tuple(WINDOWS.values())
        return tally(
            self.population.touches, reading.slots, reading.n_slots, self.moments, windows, HALF_LIFE
        )

    def count(self, slot: int, window: str) -> NDArray[np.float32]:
        """How many touches of a slot fell in one of WINDOWS."""
        return self.tally.counts[:, slot * len(WINDOWS) + list(WINDOWS).index(window)]

    def lately(self, slot: int, what: str) -> NDArray[np.float32]:
        """One of LATELY for a slot."""
        return self.tally.lately[:, slot * len(LATELY) + LATELY.index(what)]

    @cached_property
    def story(self) -> NDArray[np.float32]:
        """The story's columns; [moments, 6]."""
        reading = self.reading
        return story(
            self.population.touches, reading.direction, reading.new_asset, reading.new_actor, self.moments
        )

    def storied(self, what: str) -> NDArray[np.float32]:
        """One column of the story."""
        return self.story[:, COLUMNS.index(what)]

    @cached_property
    def here(self) -> NDArray[np.int64]:
        """One past the lead's last touch."""
        return self.population.touches.before(self.lead, self.as_of)

    @cached_property
    def first_touch(self) -> NDArray[np.int64]:
        """The row of the lead's first touch, where ``touched``."""
        return self.population.touches.starts[self.lead]

    @cached_property
    def touched(self) -> NDArray[np.bool_]:
        """Whether anything had happened."""
        return self.here > self.first_touch

    def touches_since(self, length: int) -> NDArray[np.int64]:
        """How many touches fell in the last ``length`` microseconds."""
        return self.here - self.population.touches.before(self.lead, self.as_of - length)

    def text_at(self, row: NDArray[np.int64], column: str) -> NDArray[np.float64]:
        """The plan's code of a touch's text, 0 for one it does not list; NaN without a touch or a text."""
        found = np.full(row.size, np.nan)
        known = np.flatnonzero(self.touched)
        texts = self.population.touches.columns[column]
        code = self.reading.touch_codes(column)[texts.codes[row[known]]]
        found[known] = np.where(code == MISSING, np.nan, code)
        return found

    @cached_property
    def stage_here(self) -> NDArray[np.int64]:
        """One past the lead's last stage change."""
        return self.population.stages.before(self.lead, self.as_of)

    @cached_property
    def stage_first(self) -> NDArray[np.int64]:
        """The row of the lead's first stage change."""
        return self.population.stages.starts[self.lead]


def days(since: NDArray[np.int64], now: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Days from one instant to another, NaN where not known."""
    return np.where(known, (now - np.where(known, since, now)) / DAY, np.nan)
