"""The leads of one shard, with all that has happened to them, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from features.history import History, starts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.history import Coded

TOUCH_TEXTS = ("kind", "direction", "channel", "asset", "actor")


class Moments(NamedTuple):
    """Leads at instants, ascending by (lead, as_of).

    Attributes:
        lead: int64 [moments], index into the population.
        as_of: int64 [moments], microseconds UTC.
    """

    lead: NDArray[np.int64]
    as_of: NDArray[np.int64]


@dataclass(frozen=True)
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
    """

    lead_id: tuple[str, ...]
    created: NDArray[np.int64]
    account: NDArray[np.int64]
    attributes: dict[str, Coded]
    touches: History
    stages: History
    changes: dict[str, History] = field(default_factory=dict[str, History])

    @cached_property
    def accounts(self) -> int:
        """How many accounts there are."""
        return int(self.account.max(initial=-1)) + 1

    @cached_property
    def account_created(self) -> History:
        """Creations of leads by account."""
        alone = np.arange(len(self.lead_id) + 1, dtype=np.int64)
        return History(alone, self.created).regrouped(self.account, self.accounts)

    @cached_property
    def account_touches(self) -> History:
        """Touches by account."""
        return self.touches.regrouped(self.account, self.accounts)

    @cached_property
    def reached_sql(self) -> NDArray[np.int64]:
        """When each lead first became an SQL, an opportunity or a customer; FAR if it has not."""
        return self._first(("sql", "opportunity", "won"))

    @cached_property
    def reached_won(self) -> NDArray[np.int64]:
        """When each lead was first won; FAR if it has not been."""
        return self._first(("won",))

    def account_reached(self, when: NDArray[np.int64]) -> History:
        """By account, the instants in ``when`` ([leads], FAR for never)."""
        reached = (when < FAR) & (self.account >= 0)
        key, at = self.account[reached], when[reached]
        order = np.lexsort((at, key))
        return History(starts_of(key[order], self.accounts), at[order])

    def _first(self, stages: tuple[str, ...]) -> NDArray[np.int64]:
        stage = self.stages.columns["stage"]
        wanted = stage.mapped(dict.fromkeys(stages, 1), 0, 0) == 1
        first = np.full(len(self.lead_id), FAR, dtype=np.int64)
        lead = np.repeat(np.arange(len(self.lead_id)), np.diff(self.stages.starts))
        np.minimum.at(first, lead[wanted], self.stages.at[wanted])
        return first


FAR = 2**62
"""An instant after every other: it has not happened."""
