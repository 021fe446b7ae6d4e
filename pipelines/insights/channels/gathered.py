"""All leads of a book with their touches and stages, over all shards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from features.history import History
from models.matching import Leads
from pipelines.insights.book import joined

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.rows import Ints
    from pipelines.insights.book import Book


@dataclass(frozen=True, eq=False)
class Gathered:
    """Leads as plain arrays; a lead's number is that of ``Book.data.lead``.

    Attributes:
        shard: the number of each shard's first lead, and one past the last. [shards + 1]
        created: microseconds UTC. [leads]
        family: a number that leads of one account share. [leads]
        reached: when each lead reached sql and close; FAR if it has not. Each [leads].
        stages, touches: by lead.
    """

    shard: Ints
    created: Ints
    family: Ints
    reached: dict[Target, Ints]
    stages: History
    touches: History

    def matched(self, target: Target, horizon: int, known_until: int) -> Leads:
        """What matching must know of the leads."""
        reached = self.reached[target]
        won = self.reached["close"]
        return Leads(self.created, self.family, self.stages, reached, won, horizon, known_until)


def gathered(book: Book) -> Gathered:
    """Those of a book."""
    populations = book.populations
    sizes = [len(population.lead_id) for population in populations]
    accounts = np.cumsum([0, *(population.accounts for population in populations)])
    family = np.concatenate(
        [
            np.where(one.account >= 0, one.account + start, -1)
            for one, start in zip(populations, accounts, strict=False)
        ]
    )
    alone = np.flatnonzero(family < 0)
    family[alone] = accounts[-1] + np.arange(alone.size)
    return Gathered(
        shard=np.cumsum([0, *sizes]),
        created=np.concatenate([population.created for population in populations]),
        family=family,
        reached={
            "sql": np.concatenate([population.reached_sql for population in populations]),
            "close": np.concatenate([population.reached_won for population in populations]),
        },
        stages=_stacked([population.stages for population in populations]),
        touches=_stacked([population.touches for population in populations]),
    )


def _stacked(parts: list[History]) -> History:
    """The histories of several shards, one after the other."""
    rows = np.cumsum([0, *(part.at.size for part in parts)])
    starts = [part.starts[:-1] + row for part, row in zip(parts, rows, strict=False)]
    return History(
        starts=np.concatenate([*starts, rows[-1:]]),
        at=np.concatenate([part.at for part in parts]),
        columns={name: joined([part.columns[name] for part in parts]) for name in parts[0].columns},
    )
