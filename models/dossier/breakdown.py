"""A forecast taken apart: what each theme adds to the log-odds, down to the single feature."""

from __future__ import annotations

from itertools import groupby
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.family import Feature


class Member(NamedTuple):
    """One feature, its value in words, and what it adds to the log-odds."""

    name: str
    words: str
    contribution: float


class Part(NamedTuple):
    """One theme; worded as reasons are, by the feature of the same sign that contributes most.

    Attributes:
        total: what its members add, together.
        members: most first, whatever the sign.
    """

    theme: str
    words: str
    total: float
    members: tuple[Member, ...]


class Breakdown(NamedTuple):
    """A forecast before calibration, as log-odds.

    Attributes:
        expected: of the average lead.
        parts: with ``expected`` they sum to ``margin``; most first, whatever the sign.
    """

    expected: float
    parts: tuple[Part, ...]
    margin: float

    def leading(self, most: int) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        """The parts that weigh most, and all others."""
        return self.parts[:most], self.parts[most:]


def breakdown(
    features: Sequence[Feature], values: Sequence[float], contributions: Sequence[float]
) -> Breakdown:
    """What some contributions to a forecast are made of.

    Args:
        features: those that contribute.
        values: of the features, for their words.
        contributions: as many, and the expected value at the end.
    """
    *given, expected = contributions
    told = sorted(zip(features, values, given, strict=True), key=lambda one: one[0].theme)
    parts: list[Part] = []
    for theme, some in groupby(told, lambda one: one[0].theme):
        found = list(some)
        members = tuple(
            Member(feature.name, feature.words(value), added)
            for feature, value, added in sorted(found, key=lambda one: -abs(one[2]))
        )
        total = fsum(member.contribution for member in members)
        parts.append(Part(theme, _words(members, total), total, members))
    parts.sort(key=lambda part: (-abs(part.total), part.theme))
    return Breakdown(expected, tuple(parts), fsum(contributions))


def _words(members: Sequence[Member], total: float) -> str:
    return max(members, key=lambda member: member.contribution * (1 if total >= 0 else -1)).words
