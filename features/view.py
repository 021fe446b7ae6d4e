"""A population seen from its moments: everything a feature may look at, strictly before each moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from features.past import attribute_at
from features.plan import DIRECTIONS, HALF_LIFE, WINDOWS
from features.reading import Reading
from features.story import story
from features.tally import Tally, tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from features.history import Coded
    from features.plan import Plan
    from features.population import Moments, Population

_LENGTHS: Final = tuple(WINDOWS.values())


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
    def _texts(self) -> dict[str, Coded]:
        return {}

    @cached_property
    def _parsed(self) -> dict[str, NDArray[np.float64]]:
        return {}

    def text(self, name: str) -> Coded:
        """An attribute's raw text at each moment, from its history where it has one, else as it is today."""
        if name not in self._texts:
            self._texts[name] = attribute_at(self.population, self.moments, name)
        return self._texts[name]

    def parsed(self, name: str) -> NDArray[np.float64]:
        """The columns derived from an attribute; float64 [moments, columns], never to be altered."""
        if name not in self._parsed:
            texts, attribute = self.text(name), self.plan.attributes[name]
            self._parsed[name] = self.reading.meaning(name, texts, attribute)[texts.codes]
        return self._parsed[name]

    @cached_property
    def tally(self) -> Tally:
        """How often, how lately and how intensely each slot was seen."""
        reading = self.reading
        return tally(
            self.population.touches, reading.slots, reading.n_slots, self.moments, _LENGTHS, HALF_LIFE
        )

    @cached_property
    def story(self) -> NDArray[np.float32]:
        """The story's columns; [moments, 14]."""
        reading, books = self.reading, self.plan.slot_books
        return story(
            self.population.touches,
            reading.slots,
            reading.actor,
            (reading.new_asset, reading.new_actor),
            self.population.created,
            self.moments,
            (len(DIRECTIONS), books["kind"][1] + 1, reading.n_slots),
        )

    @cached_property
    def touched(self) -> NDArray[np.bool_]:
        """Whether anything had happened."""
        first = self.population.touches.starts[self.lead]
        return self.population.touches.before(self.lead, self.as_of) > first
