"""What matching must know of all leads: when each came, where it stood when, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from features.history import History
    from models.rows import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Leads:
    """Leads as plain arrays, each [leads] but for the stages.

    Attributes:
        created: microseconds UTC.
        family: a number that leads of one account share; they are never compared with each other.
        stages: stage changes by lead, with the text column ``stage``.
        reached: when the target was reached; FAR if it was not.
        won: when the lead was won; FAR if it was not.
        horizon: of the target, microseconds.
        known_until: what happened from then on is not known.
    """

    created: Ints
    family: Ints
    stages: History
    reached: Ints
    won: Ints
    horizon: int
    known_until: int

    @cached_property
    def lost(self) -> int:
        """The code of the stage that closes a lead; one that no row has, if none was ever lost."""
        values = self.stages.columns["stage"].values
        return values.index("lost") if "lost" in values else len(values)

    @cached_property
    def in_order(self) -> Ints:
        """The leads from the oldest to the newest; those of one instant in the order of their numbers."""
        return np.argsort(self.created, kind="stable")

    def stage(self, lead: Ints, as_of: Ints) -> Ints:
        """The code of the stage each lead stood at strictly before an instant; -1 for none yet."""
        here = self.stages.before(lead, as_of)
        codes = np.append(self.stages.columns["stage"].codes, -1).astype(np.int64)
        return np.where(here > self.stages.starts[lead], codes[here - 1], -1)

    def told(self, lead: Ints, as_of: Ints) -> Bools:
        """Whether a label is known: the target was open at the moment, and its horizon has passed."""
        mature = as_of + self.horizon < self.known_until
        open_ = (self.reached[lead] > as_of) & (self.won[lead] >= as_of)
        return mature & open_ & (self.stage(lead, as_of) != self.lost)

    def outcome(self, lead: Ints, as_of: Ints) -> Floats:
        """1.0 where the target was reached within the horizon of a moment with a label, else 0.0."""
        return (self.reached[lead] <= as_of + self.horizon).astype(np.float64)
