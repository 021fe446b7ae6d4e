"""A list in one text, such as the technologies of a company."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from features.attributes import wording
from features.attributes.columns import AttributeColumn
from features.attributes.kinds.reader import Reader

STRONG: Final = ";|"
"""Separators that mean a list wherever they appear; a comma must be shown to."""

_QUOTES: Final = " \t\r\n\"'[]{}"


def items_of(text: str, separators: str) -> tuple[str, ...]:
    """The different items of a list as compared, in the order written."""
    return tuple(spelled(text, separators))


def spelled(text: str, separators: str) -> dict[str, str]:
    """The different items of a list: as compared → as written, in that order."""
    for mark in separators[1:]:
        text = text.replace(mark, separators[0])
    written = (" ".join(part.strip(_QUOTES).split()) for part in text.split(separators[0]))
    return {part.casefold(): part for part in written if part}


@dataclass(frozen=True)
class Multi(Reader):
    """Reads 1 or 0 for each frequent item, and how many items there are."""

    kind = "multi"
    items: tuple[str, ...]
    separators: str = STRONG

    @cached_property
    def _places(self) -> dict[str, int]:
        return {wording.key(item): place for place, item in enumerate(self.items)}

    def columns(self, name: str) -> tuple[AttributeColumn, ...]:
        spoken = wording.spoken(name)
        flags = (AttributeColumn(f"{name}={wording.key(i)}", spoken, "item", item=i) for i in self.items)
        return (*flags, AttributeColumn(f"{name} (count)", spoken, "count"))

    def read(self, text: str) -> tuple[float, ...]:
        found = items_of(text, self.separators)
        values = [0.0] * len(self.items)
        for item in found:
            place = self._places.get(item)
            if place is not None:
                values[place] = 1.0
        return (*values, float(len(found)))
