"""A population read under a plan: what its texts mean, whatever the moments; worked out once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np
from numba import njit

from features.history import MISSING, Coded
from features.local_clock import local
from features.plan import DIRECTIONS
from features.story import INBOUND, OUTBOUND, firsts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.attributes import AttributePlan
    from features.plan import Plan
    from features.population import Population

_BY_DIRECTION: Final = {"inbound": INBOUND, "outbound": OUTBOUND}


@dataclass(frozen=True, eq=False)
class Reading:
    """One population under one plan.

    Attributes:
        meanings: what the texts of an attribute were parsed to, by name; filled as attributes are asked for.
    """

    plan: Plan
    population: Population
    meanings: dict[str, NDArray[np.float64]] = field(default_factory=dict[str, "NDArray[np.float64]"])

    @classmethod
    def of(cls, plan: Plan, population: Population) -> Reading:
        """The reading, from the population's own memory if it was read before."""
        return population.readings.setdefault(id(plan), cls(plan, population))

    @cached_property
    def n_slots(self) -> int:
        """How many slots touches are counted in: all, two directions, kinds, channels, and other ones."""
        return len(DIRECTIONS) + len(self.plan.kinds) + 1 + len(self.plan.channels) + 1

    @cached_property
    def slots(self) -> NDArray[np.int16]:
        """The slots each touch counts in, -1 for none; int16 [touches, 4]: all, direction, kind, channel."""
        books, columns = self.plan.slot_books, self.population.touches.columns
        return _slots(
            columns["direction"].codes,
            columns["direction"].table(_BY_DIRECTION, MISSING),
            columns["kind"].codes,
            columns["kind"].table(*books["kind"]),
            columns["channel"].codes,
            columns["channel"].table(*books["channel"]),
        )

    @cached_property
    def actor(self) -> NDArray[np.int32]:
        """By the code of a touch's actor, the plan's: 0 for those it does not list, MISSING last."""
        return self.population.touches.columns["actor"].table(self.plan.actor_book, 0)

    @cached_property
    def new_asset(self) -> NDArray[np.bool_]:
        """Whether a touch is its lead's first with its asset; [touches]."""
        return firsts(self.population.touches, self.population.touches.columns["asset"])

    @cached_property
    def new_actor(self) -> NDArray[np.bool_]:
        """Whether a touch is its lead's first with its actor; [touches]."""
        return firsts(self.population.touches, self.population.touches.columns["actor"])

    def meaning(self, name: str, texts: Coded, attribute: AttributePlan) -> NDArray[np.float64]:
        """What each of an attribute's texts is parsed to, the missing one last; [texts + 1, columns]."""
        if name not in self.meanings:
            parsed = [attribute.parse(text) for text in (*texts.values, None)]
            shape = len(parsed), len(attribute.columns)
            self.meanings[name] = np.array(parsed, dtype=np.float64).reshape(shape)
        return self.meanings[name]

    @cached_property
    def stage(self) -> NDArray[np.int32]:
        """By the code of a stage, the plan's: 0 for stages it does not list, MISSING last."""
        return self.population.stages.columns["stage"].table(self.plan.stage_book, 0)

    @cached_property
    def created_locally(self) -> NDArray[np.int64]:
        """When each lead was created, as microseconds on the local clock; [leads]."""
        return local(self.population.created, ZoneInfo(self.plan.timezone))


@njit(cache=True, nogil=True)
def _slots(
    direction: NDArray[np.int32],
    by_direction: NDArray[np.int32],
    kind: NDArray[np.int32],
    by_kind: NDArray[np.int32],
    channel: NDArray[np.int32],
    by_channel: NDArray[np.int32],
) -> NDArray[np.int16]:
    """Each touch's slots, by tables whose last entry is that of a missing text."""
    slots = np.zeros((kind.size, 4), np.int16)
    for row in range(kind.size):
        slots[row, 1] = by_direction[direction[row]]
        slots[row, 2] = by_kind[kind[row]]
        slots[row, 3] = by_channel[channel[row]]
    return slots
