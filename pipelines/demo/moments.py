"""The true probabilities of all leads at the agreement's moments, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pipelines.demo.columns import Words, times
from pipelines.demo.moves import SQL, TARGETS, WON
from pipelines.demo.rhythm import DAY
from pipelines.demo.truth import GOALS, HORIZONS, chances

if TYPE_CHECKING:
    from pipelines.demo.arrays import Floats, Ints
    from pipelines.demo.columns import Columns
    from pipelines.demo.lives import Lives
    from pipelines.demo.nature import Nature
    from pipelines.demo.people import People

AGES: Final = (0, 1, 3, 7, 14, 30)
"""Days since creation of the moments."""

AT_ONCE: Final = 1024
"""Leads per step of the recursion: its arrays then stay in the processor's cache."""


def truth_table(ids: list[str], leads: People, nature: Nature, lives: Lives) -> Columns:
    """(lead_id, as_of, p_sql, p_close) for every moment of a lead not yet closed; p_sql only before SQL."""
    qualified = _first_qualified(lives, len(leads.created))
    parts: list[tuple[Ints, Ints, Floats, Floats]] = []
    for age in (age for age in AGES if age < len(lives.stage)):
        stage = lives.stage[age]
        rows = np.flatnonzero((stage >= 0) & (stage < WON))
        p_close = _at(nature, lives, rows, age, "close")
        p_sql = np.full(len(rows), np.nan)
        early = qualified[rows] >= age
        p_sql[early] = _at(nature, lives, rows[early], age, "sql")
        parts.append((rows, leads.created[rows] + age * DAY, p_sql, p_close))
    lead, as_of, p_sql, p_close = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((as_of, lead))
    return {
        "lead_id": Words(lead[order], ids),
        "as_of": times(as_of[order]),
        "p_sql": p_sql[order],
        "p_close": p_close[order],
    }


def _first_qualified(lives: Lives, leads: int) -> Ints:
    """The day on which each lead first became SQL; beyond all days for the others."""
    target = TARGETS[lives.changes.move]
    first = np.full(leads, np.iinfo(np.int64).max)
    np.minimum.at(first, lives.changes.lead[target == SQL], lives.changes.day[target == SQL])
    return first


def _at(nature: Nature, lives: Lives, rows: Ints, age: int, target: str) -> Floats:
    """The target's probability for each of the leads ``rows`` in the state it is in at that age."""
    found = [np.empty(0)]
    for some in np.split(rows, range(AT_ONCE, len(rows), AT_ONCE)):
        value = chances(nature.of(some), age, HORIZONS[target], GOALS[target])
        found.append(value[lives.stage[age, some], lives.phase[age, some], np.arange(len(some))])
    return np.concatenate(found)
