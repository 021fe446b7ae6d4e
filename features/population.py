"""The leads of one shard, with all that has happened to them, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from features.sorting import sorted_history

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.history import Coded, History
    from features.reading import Reading

TOUCH_TEXTS = ("kind", "direction", "channel", "asset", "actor")
FAR = 2**62
"""An instant after every other: it has not happened."""


class Moments(NamedTuple):
    """Leads at instants, ascending by (lead, as_of).

    Attributes:
        lead: int64 [moments], index into the population.
        as_of: int64 [moments], microseconds UTC.
    """

    lead: NDArray[np.int64]
    as_of: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Population:
    """Some leads and their histories. All leads of an account are in the same population.

    Attributes:
        lead_id: the leads' ids; position is the lead's index everywhere else.
        created: int64 [leads], microseconds UTC.
        account: int64 [leads], a code per account, -1 without one.
        attributes: today's raw texts, each [leads].
        touches: by lead, with the text columns of TOUCH_TEXTS.
        stages: by lead, with the text column ``stage``.
        changes: per tracked attribute, its changes by lead with ``value`` and ``old_value``.
        readings: what plans made of it, by the plan's identity, so that each text is read once.
    """

    lead_id: tuple[str, ...]
    created: NDArray[np.int64]
    account: NDArray[np.int64]
    attributes: dict[str, Coded]
    touches: History
    stages: History
    changes: dict[str, History] = field(default_factory=dict[str, "History"])
    readings: dict[int, Reading] = field(default_factory=dict[int, "Reading"], init=False, repr=False)

    @cached_property
    def accounts(self) -> int:
        """How many accounts there are."""
        return int(self.account.max(initial=-1)) + 1

    @cached_property
    def account_created(self) -> History:
        """Creations of leads by account."""
        return self._by_account(np.arange(self.account.size, dtype=np.int64), self.created)

    @cached_property
    def account_touches(self) -> History:
        """Touches by account."""
        return self._by_account(self.touches.key_of_row(), self.touches.at)

    @cached_property
    def account_sql(self) -> History:
        """By account, when leads became an SQL."""
        return self._by_account(np.arange(self.account.size, dtype=np.int64), self.reached_sql)

    @cached_property
    def account_won(self) -> History:
        """By account, when leads were won."""
        return self._by_account(np.arange(self.account.size, dtype=np.int64), self.reached_won)

    @cached_property
    def reached_sql(self) -> NDArray[np.int64]:
        """When each lead first became an SQL, an opportunity or a customer; FAR if it has not."""
        return self._first(("sql", "opportunity", "won"))

    @cached_property
    def reached_won(self) -> NDArray[np.int64]:
        """When each lead was first won; FAR if it has not been."""
        return self._first(("won",))

    def _by_account(self, lead: NDArray[np.int64], at: NDArray[np.int64]) -> History:
        account = self.account[lead]
        told = (account >= 0) & (at < FAR)
        return sorted_history(account[told], at[told], self.accounts, {})

    def _first(self, stages: tuple[str, ...]) -> NDArray[np.int64]:
        wanted = self.stages.columns["stage"].mapped(dict.fromkeys(stages, 1), 0, 0) == 1
        first = np.full(len(self.lead_id), FAR, dtype=np.int64)
        np.minimum.at(first, self.stages.key_of_row()[wanted], self.stages.at[wanted])
        return first
