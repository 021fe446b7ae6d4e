"""The things that leads see: assets, kinds of touch and their channels, and when each lead first saw each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from features.history import MISSING
from features.population import FAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from features.history import History
    from models.rows import Ints

ASPECTS: Final = ("asset", "kind", "channel")
MOST: Final = 30
"""Things of one aspect that are looked at; the rarer ones are only counted."""
LEAST: Final = 30
"""Leads that must have seen a thing for it to be looked at."""


class Thing(NamedTuple):
    """One asset, kind or channel of touches, inbound or outbound.

    Attributes:
        direction: "inbound", "outbound", or "" where nobody says.
        first: when each lead first saw it, FAR if never; [leads].
    """

    aspect: str
    name: str
    direction: str
    first: Ints

    @property
    def seen(self) -> int:
        """How many leads saw it."""
        return int((self.first < FAR).sum())


class Things(NamedTuple):
    """What is looked at, and by aspect how many things are left out for having been seen by too few."""

    looked: tuple[Thing, ...]
    left: dict[str, int]


def things(touches: History) -> Things:
    """Of each aspect the things that most leads saw; those seen by fewer than LEAST are left out."""
    looked: list[Thing] = []
    left: dict[str, int] = {}
    for aspect in ASPECTS:
        found = sorted(_of(touches, aspect), key=lambda thing: (-thing.seen, thing.name, thing.direction))
        enough = [thing for thing in found if thing.seen >= LEAST][:MOST]
        looked += enough
        left[aspect] = len(found) - len(enough)
    return Things(tuple(looked), left)


def _of(touches: History, aspect: str) -> Iterator[Thing]:
    text, way = touches.columns[aspect], touches.columns["direction"]
    told = text.codes != MISSING
    lead, at = touches.key_of_row()[told], touches.at[told]
    ways = len(way.values) + 1
    which = text.codes[told].astype(np.int64) * ways + way.codes[told] + 1
    for code in np.unique(which).tolist():
        rows = which == code
        leads, place = np.unique(lead[rows], return_index=True)
        first = np.full(touches.keys, FAR, dtype=np.int64)
        first[leads] = at[rows][place]  # rows are sorted by lead and time
        word, direction = divmod(code, ways)
        yield Thing(aspect, text.values[word], way.values[direction - 1] if direction else "", first)
