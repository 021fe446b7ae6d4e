"""A column planted to be found: written by the hand that closes a lead, more or less reliably.

The leads whose fate decides what the column says are drawn by ``SHARES``; of the others some have it by
habit, filled in some time after the lead came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

from pipelines.demo.arrays import pick
from pipelines.demo.columns import Words
from pipelines.demo.moves import LOST, TARGETS, WON
from pipelines.demo.rhythm import DAY

if TYPE_CHECKING:
    from pipelines.demo.arrays import Bools, Floats, Ints
    from pipelines.demo.columns import Column
    from pipelines.demo.lives import Changes

Strength = Literal["weak", "medium", "strong"]
Form = Literal["note", "score", "reason"]

SHARES: Final[dict[Strength, float]] = {"weak": 0.15, "medium": 0.5, "strong": 0.95}
"""Share of the leads concerned for whom the outcome decides what the column says."""

NAMES: Final[dict[Form, str]] = {"note": "handover", "score": "deal_score", "reason": "closing_remark"}
HABIT: Final = 0.2
DELAY: Final = 15 * DAY
SAYINGS: Final[dict[Form, tuple[str, ...]]] = {
    "note": ("phone", "on site", "by mail", "partner"),
    "reason": ("price", "timing", "no answer", "other vendor"),
    "score": (),
}
USUAL: Final = 50.0
CLOSED: Final = 85.0
SPREAD: Final = 15.0
"""Points of a score, of 100: of most leads, of those closed, and how far they differ."""


class Plant(NamedTuple):
    """What is planted.

    form      "note": filled in on winning; "reason": on losing; "score": a number overwritten on winning
    strength  how reliably
    """

    form: Form
    strength: Strength


def planted(
    rng: np.random.Generator, plant: Plant, changes: Changes, created: Ints, end: int
) -> tuple[str, Column]:
    """The column's name and what it says of each lead on the day of the export."""
    target = LOST if plant.form == "reason" else WON
    concerned = np.zeros(created.size, dtype=np.bool_)
    concerned[changes.lead[TARGETS[changes.move] == target]] = True
    share = SHARES[plant.strength]
    decided = concerned & (rng.random(created.size) < share)
    if plant.form == "score":
        return NAMES[plant.form], _scores(rng, decided)
    filled = decided | _by_habit(rng, HABIT * (1 - share), created, end)
    sayings = SAYINGS[plant.form]
    said = np.where(filled, pick(rng, np.full(len(sayings), 1 / len(sayings)), created.size), -1)
    return NAMES[plant.form], Words(said, sayings)


def _by_habit(rng: np.random.Generator, share: float, created: Ints, end: int) -> Bools:
    """Leads that somebody had got round to by the export, whatever became of them."""
    return (rng.random(created.size) < share) & (created + rng.exponential(DELAY, created.size) < end)


def _scores(rng: np.random.Generator, decided: Bools) -> Floats:
    score = np.where(decided, CLOSED, USUAL) + rng.normal(0.0, SPREAD, decided.size)
    return np.clip(np.round(score), 0.0, 100.0)
