"""What the leads of each persona do first, and by which channels, beside everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from features.clock import DAY

if TYPE_CHECKING:
    from features.history import Coded
    from features.population import Population
    from models.rows import Bools, Ints
    from pipelines.insights.book import Book

WINDOW: Final = 30 * DAY
MOST: Final = 4
LEAST_LEADS: Final = 20
NOTHING: Final = "nothing yet"
_SAID: Final = ("first_kind", "first_channel", "kinds", "channels")


def touches(book: Book, persona: Ints, count: int) -> list[dict[str, Any] | None]:
    """By persona, among leads at least thirty days old: the shares with each

    first_kind, first_channel  of the first touch in their first thirty days
    kinds, channels            of any touch in them

    Args:
        persona: each lead's, by its number in the book.
        count: how many personas there are.
    """
    shards = [_seen(population, book.until) for population in book.populations]
    old = np.concatenate([part[0] for part in shards])
    words = {what: sorted({word for _, seen in shards for word in seen[what]}) for what in _SAID}
    has = {what: [_joined(shards, what, word) for word in words[what]] for what in _SAID}
    return [_told(words, has, old, old & (persona == one)) for one in range(count)]


def _seen(population: Population, until: int) -> tuple[Bools, dict[str, dict[str, Bools]]]:
    """Which leads are old enough, and by word which leads have it."""
    history, leads = population.touches, len(population.lead_id)
    owner = history.key_of_row()
    soon = np.flatnonzero(history.at < np.minimum(population.created + WINDOW, until)[owner])
    first = soon[np.unique(owner[soon], return_index=True)[1]]
    seen: dict[str, dict[str, Bools]] = {}
    for name, plural in (("kind", "kinds"), ("channel", "channels")):
        texts = history.columns[name]
        seen[f"first_{name}"] = _having(texts, owner, first, leads)
        seen[plural] = _having(texts, owner, soon, leads)
        touched = np.zeros(leads, dtype=bool)
        touched[owner[first]] = True
        seen[f"first_{name}"][NOTHING] = ~touched
    return population.created + WINDOW <= until, seen


def _having(texts: Coded, owner: Ints, rows: Ints, leads: int) -> dict[str, Bools]:
    found: dict[str, Bools] = {}
    codes = texts.codes[rows]
    for code in np.unique(codes[codes >= 0]).tolist():
        has = np.zeros(leads, dtype=bool)
        has[owner[rows[codes == code]]] = True
        found[texts.values[code]] = has
    return found


def _joined(shards: list[tuple[Bools, dict[str, dict[str, Bools]]]], what: str, word: str) -> Bools:
    return np.concatenate([seen[what].get(word, np.zeros(old.size, dtype=bool)) for old, seen in shards])


def _told(
    words: dict[str, list[str]], has: dict[str, list[Bools]], old: Bools, here: Bools
) -> dict[str, Any] | None:
    if here.sum() < LEAST_LEADS:
        return None
    told: dict[str, Any] = {"leads": int(here.sum())}
    for what in _SAID:
        shares = [(float(rows[here].mean()), float(rows[old].mean())) for rows in has[what]]
        order = sorted(range(len(shares)), key=lambda place: (-shares[place][0], words[what][place]))
        told[what] = [
            {"word": words[what][place], "share": shares[place][0], "everybody": shares[place][1]}
            for place in order[:MOST]
            if shares[place][0] > 0
        ]
    return told
