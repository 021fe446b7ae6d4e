"""Lives all leads, day by day, until the export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipelines.demo.moves import COOL, DORMANT, EVALUATING, EXPLORING, LOST, MOVES, NEW, TARGETS, WON
from pipelines.demo.rhythm import DAY, DESK, WEB

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipelines.demo.arrays import Floats, Ints
    from pipelines.demo.nature import Nature
    from pipelines.demo.people import People

UNBORN = -1


class Changes(NamedTuple):
    """Stage changes, one row each: the lead, the move (position in MOVES), its day and its second."""

    lead: Ints
    move: Ints
    day: Ints
    at: Ints


@dataclass(frozen=True, slots=True)
class Lives:
    """``stage`` and ``phase`` (days, n) hold at the start of each lead's day; UNBORN from the export on."""

    stage: NDArray[np.int8]
    phase: NDArray[np.int8]
    changes: Changes


def live(rng: np.random.Generator, leads: People, nature: Nature, end: int) -> Lives:
    """Moves every lead through its stages and phases, one day at a time, all leads at once."""
    days = int(-((leads.created.min() - end) // DAY))
    shape = (days, len(leads.created))
    stages, phases = np.full(shape, UNBORN, np.int8), np.full(shape, UNBORN, np.int8)
    stage = np.full(shape[1], NEW, np.int64)
    phase = leads.arrival.copy()
    found: list[Changes] = []
    for day in range(days):
        seen = np.flatnonzero(leads.created + day * DAY < end)
        stages[day, seen], phases[day, seen] = stage[seen], phase[seen]
        rows = seen[stage[seen] < WON]
        changes = _change(rng, leads.created, nature, day, rows, stage[rows], phase[rows])
        stage[changes.lead] = TARGETS[changes.move]
        phase[rows] = _drift(rng, nature.warm[rows], phase[rows])
        found.append(changes)
    together = Changes(*(np.concatenate(column) for column in zip(*found, strict=True)))
    known = together.at < end
    return Lives(stages, phases, Changes(*(column[known] for column in together)))


def _change(
    rng: np.random.Generator, created: Ints, nature: Nature, day: int, rows: Ints, stage: Ints, phase: Ints
) -> Changes:
    """The day's stage changes: competing rates, at most one change a lead."""
    rates = np.stack(
        [
            np.where(stage == move.origin, np.array(move.daily)[phase] * nature.speed(move, day, rows), 0.0)
            for move in MOVES
        ]
    )
    bounds = np.cumsum(rates, axis=0)
    happens = rng.random(len(rows)) < -np.expm1(-bounds[-1])
    which = (rng.random(len(rows)) * bounds[-1] >= bounds[:-1]).sum(axis=0)[happens]
    lead = rows[happens]
    start, draw = created[lead] + day * DAY, rng.random(len(lead))
    on_web = np.array([move.clock == "web" for move in MOVES])[which]
    at = np.where(on_web, WEB.within(start, draw), DESK.within(start, draw))
    return Changes(lead, which, np.full(len(lead), day), at)


def _drift(rng: np.random.Generator, warm: Floats, phase: Ints) -> Ints:
    """The phases of the next day."""
    up = np.select([phase == DORMANT, phase == EXPLORING], [warm[:, 0], warm[:, 1]], 0.0)
    down = np.select([phase == EXPLORING, phase == EVALUATING], COOL, 0.0)
    draw = rng.random(len(phase))
    return phase + (draw < up) - (draw >= 1 - down)


def closed(stage: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Whether each stage is an end."""
    return (stage == WON) | (stage == LOST)
