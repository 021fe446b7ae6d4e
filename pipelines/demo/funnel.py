"""Stage changes as the CRM records them, with reasons, people and amounts; and the planted leak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pipelines.demo.arrays import pick
from pipelines.demo.columns import Words, times
from pipelines.demo.companies import HEADS
from pipelines.demo.moves import LOST, MOVES, MQL, NEW, OPPORTUNITY, ORIGINS, SQL, TARGETS, WON
from pipelines.demo.outreach import ACTORS

if TYPE_CHECKING:
    from pipelines.demo.arrays import Floats, Ints
    from pipelines.demo.columns import Columns
    from pipelines.demo.lives import Changes
    from pipelines.demo.people import People

REASONS: Final = ("no response", "no budget", "not a fit", "timing", "competitor", "price")
WHY: Final = {
    (NEW, LOST): (0.60, 0.05, 0.30, 0.05, 0.00, 0.00),
    (MQL, LOST): (0.35, 0.20, 0.30, 0.10, 0.05, 0.00),
    (MQL, NEW): (0.25, 0.15, 0.00, 0.60, 0.00, 0.00),
    (SQL, LOST): (0.15, 0.25, 0.20, 0.10, 0.20, 0.10),
    (SQL, NEW): (0.10, 0.25, 0.00, 0.65, 0.00, 0.00),
    (OPPORTUNITY, LOST): (0.05, 0.20, 0.05, 0.10, 0.35, 0.25),
}
CONTRACTS: Final = ("annual", "monthly", "multi-year")
NONE: Final = -1


def stage_table(
    rng: np.random.Generator, ids: list[str], leads: People, changes: Changes, executive: Ints
) -> Columns:
    """One row per stage change, by lead and time. Marketing moves leads without an actor."""
    order = np.lexsort((changes.at, changes.lead))
    lead, move, at = changes.lead[order], changes.move[order], changes.at[order]
    origin, target = ORIGINS[move], TARGETS[move]
    reason = np.full(len(origin), NONE)
    for (left, reached), weights in WHY.items():
        rows = np.flatnonzero((origin == left) & (target == reached))
        reason[rows] = pick(rng, weights, len(rows))
    return {
        "lead_id": Words(lead, ids),
        "at": times(at),
        "stage": Words(move, [move.name for move in MOVES]),
        "reason": Words(reason, REASONS),
        "actor": Words(np.where(origin == NEW, NONE, executive[lead]), ACTORS),
        "amount": np.where(np.isin(target, (OPPORTUNITY, WON)), _deals(rng, leads)[lead], np.nan),
    }


def _deals(rng: np.random.Generator, leads: People) -> Floats:
    """What each lead would pay in a year (EUR), in hundreds: more for larger companies."""
    heads = HEADS[leads.traits["employees"]]
    return 100 * np.ceil(30 * heads**0.45 * rng.lognormal(0.0, 0.4, len(heads)) / 10)


def contracts(rng: np.random.Generator, changes: Changes, leads: int) -> Words:
    """The leak: filled in when a contract is signed, so that it knows who did; empty for everybody else."""
    contract = np.full(leads, NONE)
    won = np.sort(changes.lead[TARGETS[changes.move] == WON])
    contract[won] = pick(rng, (0.6, 0.15, 0.25), len(won))
    return Words(contract, CONTRACTS)
