"""Polishes a part of the leads: one condition at a time is put otherwise, or left out, while that pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from models.personas.search import PER_VALUE, Part

if TYPE_CHECKING:
    from models.personas.search import Search
    from models.rows import Matrix

_ROUNDS: Final = 6
MOST_VALUES: Final = 4
"""Values that a condition on an attribute without order unites."""


def polished(search: Search, part: Part, excess: Matrix) -> Part:
    """The part, or one near it that is worth more.

    Args:
        excess: [leads, targets], see ``Followed.excess``.
    """
    for _ in range(_ROUNDS):
        found = max(
            (_otherwise(search, part, place, excess) for place in range(len(part.places))), key=_worth
        )
        if found.worth <= part.worth:
            return part
        part = found
    return part


def _worth(part: Part) -> float:
    return part.worth


def _otherwise(search: Search, part: Part, place: int, excess: Matrix) -> Part:
    """The best part with another condition in the place of one, or without it."""
    others = (*part.places[:place], *part.places[place + 1 :])
    options = _options(search, part.places[place])
    member = [search.facts.member[:, list(singles)].any(axis=1) for singles in options]
    if others:
        options, member = [*options, ()], [*member, np.ones(len(excess), dtype=bool)]
    parent = search.rows(others).astype(np.float32)[:, None]
    told = search.weighed(np.column_stack(member).astype(np.float32), parent, excess)[:, 0]
    worth = [
        float(one) - _paid(search, tuple(way for way in (*others, singles) if way))
        for one, singles in zip(told, options, strict=True)
    ]
    best = int(np.argmax(worth))
    chosen = tuple(sorted(way for way in (*others, options[best]) if way))
    return Part(chosen, worth[best])


def _options(search: Search, singles: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Every condition on the same attribute, and this one with a value more or less."""
    facts, attribute = search.facts, search.facts.conditions[singles[0]].attribute
    same = [
        facts.made_of[place]
        for place, condition in enumerate(facts.conditions)
        if condition.attribute == attribute
    ]
    if attribute in facts.ordered:
        return same
    values = sorted(way[0] for way in same if len(way) == 1)
    if len(singles) < MOST_VALUES:
        same += [tuple(sorted((*singles, more))) for more in values if more not in singles]
    if len(singles) > 1:
        same += [tuple(one for one in singles if one != less) for less in singles]
    return list(dict.fromkeys(same))


def _paid(search: Search, places: tuple[tuple[int, ...], ...]) -> float:
    conditions = search.facts.conditions
    further = sum(
        len(singles) - 1 for singles in places if conditions[singles[0]].attribute not in search.facts.ordered
    )
    return search.charge * max(0, len(places) - 1) + PER_VALUE * further
