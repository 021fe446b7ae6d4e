"""Telling lists in one text ("salesforce;slack") from texts that merely hold a comma."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from features.attributes import wording
from features.attributes.kinds.multi import STRONG, Multi, items_of, spelled

if TYPE_CHECKING:
    from features.attributes.seen import Seen

_SEPARATED: Final = 0.02
"""At least this share of rows must hold a separator."""

_LONGEST_ITEM: Final = 5


def separators(seen: Seen) -> str | None:
    """What separates the items, or None where the texts are not lists.

    The items of lists come back in other lists. With commas they must also come back at other places, or
    "Berlin, Germany" would be one.
    """
    for marks, recurring in ((STRONG, 0.3), (",", 0.5)):
        lists = [items_of(text, marks) for text, _ in seen.texts if any(mark in text for mark in marks)]
        held = seen.share(lambda text, marks=marks: any(mark in text for mark in marks))
        if held >= _SEPARATED and len(lists) > 1 and _recurs(lists, recurring, moves=marks == ","):
            return marks
    return None


def learned(seen: Seen, most: int, known: tuple[str, ...] = ()) -> Multi:
    """A list's reader with its ``most`` commonest items, after those already ``known``."""
    marks = separators(seen) or _first_used(seen)
    counts: Counter[str] = Counter()
    spelling = {wording.key(item): item for item in known}
    for text, n in seen.texts:
        for item, written in spelled(text, marks).items():
            counts[item] += n
            spelling.setdefault(item, written)
    commonest = sorted(counts, key=lambda item: (-counts[item], item))[:most]
    kept = dict.fromkeys((*map(wording.key, known), *commonest))
    return Multi(tuple(spelling[item] for item in kept), marks)


def _first_used(seen: Seen) -> str:
    strong = any(mark in text for text, _ in seen.texts for mark in STRONG)
    return STRONG if strong else ","


def _recurs(lists: list[tuple[str, ...]], enough: float, *, moves: bool) -> bool:
    places: dict[str, list[int]] = {}
    for items in lists:
        for place, item in enumerate(items):
            places.setdefault(item, []).append(place)
    again = [seen for seen in places.values() if len(seen) > 1]
    short = all(len(item.split()) <= _LONGEST_ITEM for item in places)
    moved = [seen for seen in again if len(set(seen)) > 1]
    return short and len(again) >= enough * len(places) and (not moves or len(moved) >= 0.2 * len(again))
