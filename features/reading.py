"""A population read under a plan: what its texts mean, whatever the moments; worked out once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

from features.history import MISSING, Coded
from features.local_clock import local
from features.plan import book
from features.story import INBOUND, OUTBOUND, firsts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.attributes import AttributePlan
    from features.plan import Plan
    from features.population import Population

DIRECTIONS: Final = ("touch", "inbound touch", "outbound touch")


@dataclass(frozen=True, eq=False)
class Reading:
    """One population under one plan.

    Attributes:
        meanings: what the texts of an attribute were parsed to, by name; filled as attributes are asked for.
        tables: the plan's codes of a touch column's texts, by column; filled likewise.
    """

    plan: Plan
    population: Population
    meanings: dict[str, NDArray[np.float64]] = field(default_factory=dict[str, "NDArray[np.float64]"])
    tables: dict[str, NDArray[np.int32]] = field(default_factory=dict[str, "NDArray[np.int32]"])

    @classmethod
    def of(cls, plan: Plan, population: Population) -> Reading:
        """The reading, from the population's own memory if it was read before."""
        return population.readings.setdefault(id(plan), cls(plan, population))

    @cached_property
    def direction(self) -> NDArray[np.int8]:
        """INBOUND, OUTBOUND or 0; [touches]."""
        codes = {"inbound": INBOUND, "outbound": OUTBOUND}
        return self.population.touches.columns["direction"].mapped(codes, 0, 0).astype(np.int8)

    @cached_property
    def n_slots(self) -> int:
        """How many slots touches are counted in: all, two directions, kinds, channels, and other ones."""
        return len(DIRECTIONS) + len(self.plan.kinds) + 1 + len(self.plan.channels) + 1

    @cached_property
    def slots(self) -> NDArray[np.int16]:
        """The slots each touch counts in, -1 for none; int16 [touches, 4]."""
        columns = self.population.touches.columns
        other_kind = len(DIRECTIONS) + len(self.plan.kinds)
        other_channel = other_kind + 1 + len(self.plan.channels)
        slots = np.zeros((self.direction.size, 4), dtype=np.int16)
        slots[:, 1] = np.where(self.direction > 0, self.direction, MISSING)
        slots[:, 2] = columns["kind"].mapped(book(self.plan.kinds, len(DIRECTIONS)), other_kind)
        slots[:, 3] = columns["channel"].mapped(book(self.plan.channels, other_kind + 1), other_channel)
        return slots

    @cached_property
    def first_outbound(self) -> NDArray[np.int64]:
        """The first outbound row from each lead's first row on, be it another lead's; [leads]."""
        rows = np.flatnonzero(self.direction == OUTBOUND)
        return np.append(rows, self.direction.size)[
            np.searchsorted(rows, self.population.touches.starts[:-1])
        ]

    @cached_property
    def new_asset(self) -> NDArray[np.bool_]:
        """Whether a touch is its lead's first with its asset; [touches]."""
        return firsts(self.population.touches, self.population.touches.columns["asset"])

    @cached_property
    def new_actor(self) -> NDArray[np.bool_]:
        """Whether a touch is its lead's first with its actor; [touches]."""
        return firsts(self.population.touches, self.population.touches.columns["actor"])

    def touch_codes(self, column: str) -> NDArray[np.int32]:
        """By the code of a touch's kind, channel or actor, the plan's: 0 for folded texts, MISSING last."""
        if column not in self.tables:
            plan = self.plan
            texts = {"kind": plan.kinds, "channel": plan.channels, "actor": plan.actors}[column]
            self.tables[column] = self.population.touches.columns[column].table(book(texts, 1), 0)
        return self.tables[column]

    def meaning(self, name: str, texts: Coded, attribute: AttributePlan) -> NDArray[np.float64]:
        """What each of an attribute's texts is parsed to, the missing one last; [texts + 1, columns]."""
        if name not in self.meanings:
            parsed = [attribute.parse(text) for text in (*texts.values, None)]
            shape = len(parsed), len(attribute.columns)
            self.meanings[name] = np.array(parsed, dtype=np.float64).reshape(shape)
        return self.meanings[name]

    @cached_property
    def stage_codes(self) -> NDArray[np.int32]:
        """The plan's code of each stage change, 0 for stages it does not list; [stage changes]."""
        return self.population.stages.columns["stage"].mapped(book(self.plan.stages, 2), 0)

    @cached_property
    def recycled(self) -> NDArray[np.int64]:
        """How many times leads had been recycled before each stage change, and at the end; [changes + 1]."""
        recycled = self.population.stages.columns["stage"].mapped({"recycled": 1}, 0, 0)
        return np.concatenate(([0], np.cumsum(recycled, dtype=np.int64)))

    @cached_property
    def created_locally(self) -> NDArray[np.int64]:
        """When each lead was created, as microseconds on the local clock; [leads]."""
        return local(self.population.created, ZoneInfo(self.plan.timezone))
