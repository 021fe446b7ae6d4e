"""The leads of one shard, with all that has happened to them, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numba import njit

from features.sorting import sorted_history

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.history import Coded, History
    from features.reading import Reading

TOUCH_TEXTS = ("kind", "direction", "channel", "asset", "actor")
FAR = 2**62
"""An instant after every other: it has not happened."""
SQL: Final = 1
WON: Final = 2
_REACHES: Final = {"sql": SQL, "opportunity": SQL, "won": WON}


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
        return _first(self.stages.starts, self.stages.at, *self._ranks, SQL, FAR)

    @cached_property
    def reached_won(self) -> NDArray[np.int64]:
        """When each lead was first won; FAR if it has not been."""
        return _first(self.stages.starts, self.stages.at, *self._ranks, WON, FAR)

    @cached_property
    def _ranks(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Each stage change's code, and by code what a lead has reached by it."""
        stage = self.stages.columns["stage"]
        return stage.codes, stage.table(_REACHES, 0, 0)

    def _by_account(self, lead: NDArray[np.int64], at: NDArray[np.int64]) -> History:
        account = self.account[lead]
        told = (account >= 0) & (at < FAR)
        return sorted_history(account[told], at[told], self.accounts, {})


@njit(cache=True, nogil=True)
def _first(
    starts: NDArray[np.int64],
    at: NDArray[np.int64],
    stage: NDArray[np.int32],
    rank: NDArray[np.int32],
    least: int,
    far: int,
) -> NDArray[np.int64]:
    """When each lead first came to a stage of at least some rank."""
    first = np.full(starts.size - 1, far, np.int64)
    for lead in range(first.size):
        for row in range(starts[lead], starts[lead + 1]):
            if rank[stage[row]] >= least:
                first[lead] = at[row]
                break
    return first
