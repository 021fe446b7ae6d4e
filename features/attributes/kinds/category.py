"""A category: one of a few words, each with a code that never changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from features.attributes import wording
from features.attributes.columns import AttributeColumn
from features.attributes.kinds.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

OTHER: Final = "other"


@dataclass(frozen=True)
class Category(Reader):
    """Reads the code of a text: its place in ``levels``, whose first is "other"."""

    kind = "category"
    levels: tuple[str, ...] = (OTHER,)

    @cached_property
    def codes(self) -> dict[str, int]:
        """Compared text → code. Levels are only ever appended, so a code keeps its meaning."""
        return {wording.key(level): code for code, level in enumerate(self.levels)}

    def columns(self, name: str) -> tuple[AttributeColumn, ...]:
        return (AttributeColumn(name, wording.spoken(name), "level", self.levels, categorical=True),)

    def read(self, text: str) -> tuple[float, ...]:
        return (float(self.codes.get(wording.key(text), 0)),)

    def extended(self, frequent: Iterable[str]) -> Category:
        """With codes for the texts of ``frequent`` that have none yet."""
        levels = {wording.key(level): level for level in self.levels}
        for text in frequent:
            levels.setdefault(wording.key(text), " ".join(text.split()))
        return Category(tuple(levels.values()))
