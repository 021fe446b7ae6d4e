"""What sales does: opens a conversation, tries again, meets, and calls before it decides.

The desk calls when planned, and stops at a reply, at qualification or at the end. Whether somebody replies or
agrees to meet depends on the phase at that time alone. Account executives look after qualified leads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pipelines.demo.arrays import pick
from pipelines.demo.desk import NEVER, working_day
from pipelines.demo.moves import MQL, NEW, OPPORTUNITY, ORIGINS, SQL
from pipelines.demo.rhythm import DAY, DESK
from pipelines.demo.touches import CALL, EMAIL, MEETING, NOBODY, REPLY, Touches, together, touches

if TYPE_CHECKING:
    from pipelines.demo.arrays import Bools, Ints
    from pipelines.demo.lives import Lives
    from pipelines.demo.people import People

ACTORS: Final = (*(f"SDR-{number}" for number in range(1, 7)), *(f"AE-{number}" for number in range(1, 9)))
DESK_PEOPLE: Final = 6
ATTEMPTS: Final = (0, 2, 4, 7)
"""Days after the first call on which the desk tries, as long as nobody answers."""

ANSWERS: Final = np.array([0.05, 0.20, 0.42])
"""Chance of a reply to one attempt, by phase."""

MEETS: Final = np.array([0.15, 0.40, 0.65])
"""Chance that a reply leads to a meeting, by phase."""

CARE: Final = 0.22
"""Touches a day between an account executive and a qualified lead; CARE_MIX says which."""

CARE_MIX: Final = {CALL: 0.30, EMAIL: 0.34, MEETING: 0.16, REPLY: 0.20}


def sales_touches(
    rng: np.random.Generator, leads: People, lives: Lives, called_at: Ints, end: int
) -> tuple[Touches, Ints]:
    """All touches by or with sales until the export, and the account executive of each lead."""
    executive = DESK_PEOPLE + rng.integers(0, len(ACTORS) - DESK_PEOPLE, len(leads.created))
    parts = [
        *_conversations(rng, leads, lives, called_at, executive, end),
        _deciding(rng, leads, lives, executive),
        *(_care(rng, leads, lives, executive, day) for day in range(len(lives.stage))),
    ]
    every = together(parts)
    every = every.only(every.at < end)
    minutes = np.ceil(9 * rng.lognormal(0.0, 0.7, len(every.at)))
    return every._replace(value=np.where(every.kind == CALL, minutes, np.nan)), executive


def _conversations(
    rng: np.random.Generator, leads: People, lives: Lives, called_at: Ints, executive: Ints, end: int
) -> list[Touches]:
    parts: list[Touches] = []
    rows = np.flatnonzero(called_at != NEVER)
    rows = rows[_is_open(leads, lives, rows, called_at[rows], end)]
    caller = rng.integers(0, DESK_PEOPLE, len(leads.created))
    for days in ATTEMPTS:
        at = working_day(called_at[rows] + days * DAY)
        still = _is_open(leads, lives, rows, at, end)
        rows, at = rows[still], at[still]
        phase = lives.phase[(at - leads.created[rows]) // DAY, rows]
        kind = np.where(rng.random(len(rows)) < (0.35 if days else 0.75), CALL, EMAIL)
        parts.append(touches(rows, at, kind, actor=caller[rows]))
        answers = rng.random(len(rows)) < ANSWERS[phase]
        replied, at, phase = rows[answers], at[answers], phase[answers]
        after = at + 600 + rng.exponential(5 * 3600, len(replied)).astype(np.int64)
        parts.append(touches(replied, after, REPLY))
        agrees = rng.random(len(replied)) < MEETS[phase]
        met, meeting = replied[agrees], working_day(at[agrees] + rng.integers(1, 5, int(agrees.sum())) * DAY)
        parts.append(touches(met, meeting, MEETING, actor=executive[met]))
        rows = rows[~answers]
    return [part.only(_is_open(leads, lives, part.lead, part.at, end)) for part in parts]


def _is_open(leads: People, lives: Lives, rows: Ints, at: Ints, end: int) -> Bools:
    """Whether each lead is, on the day of ``at``, not yet qualified nor closed."""
    day = np.minimum((at - leads.created[rows]) // DAY, len(lives.stage) - 1)
    return (at < end) & np.isin(lives.stage[day, rows], (NEW, MQL))


def _deciding(rng: np.random.Generator, leads: People, lives: Lives, executive: Ints) -> Touches:
    """The conversation in which an MQL is qualified, returned or lost, on the same day and before it."""
    changes = lives.changes
    decided = ORIGINS[changes.move] == MQL
    lead, at, day = changes.lead[decided], changes.at[decided], changes.day[decided]
    ago = rng.integers(1200, 5 * 3600, len(lead))
    kind = np.where(rng.random(len(lead)) < 0.7, CALL, MEETING)
    return touches(lead, np.maximum(leads.created[lead] + day * DAY, at - ago), kind, actor=executive[lead])


def _care(rng: np.random.Generator, leads: People, lives: Lives, executive: Ints, day: int) -> Touches:
    stage = lives.stage[day]
    rows = np.flatnonzero((stage == SQL) | (stage == OPPORTUNITY))
    start = leads.created[rows] + day * DAY
    warmth = 0.5 + 0.5 * lives.phase[day, rows]
    again = np.repeat(np.arange(len(rows)), rng.poisson(CARE * warmth * DESK.share(start)))
    lead, at = rows[again], DESK.within(start[again], rng.random(len(again)))
    kind = np.array(list(CARE_MIX))[pick(rng, list(CARE_MIX.values()), len(again))]
    return touches(lead, at, kind, actor=np.where(kind == REPLY, NOBODY, executive[lead]))
