"""The one field that changes: what people say about their budget, and when they said it.

The answer is a sign of the phase and causes nothing. The leads table shows the latest answer, as a CRM would:
used as it stands it would tell the past about the future, used with its history it does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from pipelines.demo.arrays import pick_each
from pipelines.demo.lives import UNBORN, closed
from pipelines.demo.rhythm import DAY, WEB

if TYPE_CHECKING:
    from pipelines.demo.arrays import Ints
    from pipelines.demo.lives import Lives
    from pipelines.demo.people import People

ANSWERS: Final = ("", "none planned", "planned", "approved")
TELLS: Final = np.array([0.004, 0.020, 0.045])
"""Chance a day to be asked again, by phase; the answer is drawn among SAYS, and may move back."""

SAYS: Final = np.array([[0.70, 0.25, 0.05], [0.40, 0.45, 0.15], [0.12, 0.48, 0.40]])


class Budgets(NamedTuple):
    """Changes of the field, by lead and time: positions in ANSWERS; ``latest`` has one row per lead."""

    lead: Ints
    at: Ints
    before: Ints
    after: Ints
    latest: Ints


def budgets(rng: np.random.Generator, leads: People, lives: Lives, end: int) -> Budgets:
    """What each lead said about its budget while it was open, until the export."""
    latest = np.zeros(len(leads.created), dtype=np.int64)
    found: list[tuple[Ints, Ints, Ints, Ints]] = []
    for day in range(len(lives.stage)):
        rows = np.flatnonzero((lives.stage[day] != UNBORN) & ~closed(lives.stage[day]))
        rows = rows[rng.random(len(rows)) < TELLS[lives.phase[day, rows]]]
        says = 1 + pick_each(rng, SAYS[lives.phase[day, rows]])
        at = WEB.within(leads.created[rows] + day * DAY, rng.random(len(rows)))
        new = (says != latest[rows]) & (at < end)
        found.append((rows[new], at[new], latest[rows[new]], says[new]))
        latest[rows[new]] = says[new]
    lead, at, before, after = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((at, lead))
    return Budgets(lead[order], at[order], before[order], after[order], latest)
