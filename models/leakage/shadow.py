"""How close to an outcome each kind of dated row stands: written down with it, after it, or in its own time.

What is noted by the click that closes a deal is dated like the deal. To a forecast it is the outcome under
another name: nobody has it in hand before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from features.clock import MINUTE, SECOND
from features.population import FAR

if TYPE_CHECKING:
    from features.history import History
    from models.rows import Bools, Floats, Ints

INSTANT: Final = 2 * SECOND
SOON: Final = 10 * MINUTE
CASES: Final = 4000
DRAWS: Final = 3
"""For so many leads with the outcome, so many others of the same age each."""


@dataclass(frozen=True, eq=False)
class Shadows:
    """Counts of rows by code and one outcome, each float64 [codes]; those of several shards add up.

    Attributes:
        rows: all of them.
        instant: within two seconds of the outcome, before or after.
        ahead: within two seconds before it.
        soon: within ten minutes before it.
        after: later than it.
        cases, controls: leads watched for ten minutes: up to their outcome, and at that age without it.
        watched: rows seen in the controls' ten minutes.
    """

    rows: Floats
    instant: Floats
    ahead: Floats
    soon: Floats
    after: Floats
    cases: float
    controls: float
    watched: Floats

    def __add__(self, other: Shadows) -> Shadows:
        """Both shards' counts."""
        return Shadows(
            self.rows + other.rows,
            self.instant + other.instant,
            self.ahead + other.ahead,
            self.soon + other.soon,
            self.after + other.after,
            self.cases + other.cases,
            self.controls + other.controls,
            self.watched + other.watched,
        )

    def ratio(self, code: int) -> float | None:
        """How many times as frequent a row is just before the outcome as in other leads of that age."""
        if not self.cases or not self.controls:
            return None
        usual = (self.watched[code] + 0.5) / self.controls
        return float(self.soon[code] / self.cases / usual)


def shadows(
    history: History,
    code: Ints,
    codes: int,
    outcome: Ints,
    ended: Ints,
    created: Ints,
    until: int,
    seed: int,
) -> Shadows:
    """Counts how close the rows of a history stand to an outcome.

    Args:
        history: rows by lead and time.
        code: [rows] what each row is, below ``codes``; negative is not counted.
        codes: how many there are.
        outcome: [leads] when each lead had the outcome, FAR if it has not.
        ended: [leads] when nothing more could come of it, FAR if something still may.
        created: [leads] when it was created.
        until: nothing later is known.
        seed: of the draw of other leads.
    """
    lead = history.key_of_row()
    to = outcome[lead] - history.at
    has = outcome[lead] < FAR
    counted = code >= 0

    def count(which: Bools) -> Floats:
        return np.bincount(code[which & counted], minlength=codes).astype(np.float64)

    ahead = has & (to > 0)  # at the very instant it is not ahead: no forecast of the outcome sees it
    other, moment = _others(outcome, ended, created, until, seed)
    first, end = history.before(other, moment - SOON), history.before(other, moment)
    watched = np.repeat(first, end - first) + _steps(end - first)
    seen = code[watched]
    return Shadows(
        rows=count(np.ones(code.size, np.bool_)),
        instant=count(has & (np.abs(to) <= INSTANT)),
        ahead=count(ahead & (to <= INSTANT)),
        soon=count(ahead & (to <= SOON)),
        after=count(has & (to < -INSTANT)),
        cases=float((outcome < FAR).sum()),
        controls=float(other.size),
        watched=np.bincount(seen[seen >= 0], minlength=codes).astype(np.float64),
    )


def _others(outcome: Ints, ended: Ints, created: Ints, until: int, seed: int) -> tuple[Ints, Ints]:
    """Leads that at the age at which others had the outcome were still open and did not have it soon."""
    lot = np.random.default_rng(seed)
    cases = np.flatnonzero(outcome < FAR)
    if cases.size > CASES:
        cases = lot.choice(cases, CASES, replace=False)
    ages = np.repeat(outcome[cases] - created[cases], DRAWS)
    other = lot.integers(0, max(1, created.size), ages.size)
    moment = created[other] + ages if created.size else ages
    without = (outcome[other] > moment + SOON) & (ended[other] > moment) & (moment < until)
    return other[without].astype(np.int64), moment[without].astype(np.int64)


def _steps(lengths: Ints) -> Ints:
    """0, 1, ... for each length in turn."""
    ends = np.cumsum(lengths)
    return np.arange(int(ends[-1]) if ends.size else 0) - np.repeat(ends - lengths, lengths)
