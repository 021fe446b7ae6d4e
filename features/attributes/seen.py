"""What was seen of one attribute: its distinct texts and how often each occurs."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from features.attributes import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LOOKED_AT: Final = 3000
"""Kinds are told by this many of the most frequent texts: millions of free texts need no more."""


@dataclass(frozen=True)
class Seen:
    """The filled-in texts of an attribute, the most frequent first; ties in the order of the alphabet."""

    name: str
    texts: tuple[tuple[str, int], ...]
    distinct: int
    filled: int
    rows: int

    @classmethod
    def of(cls, name: str, values: Mapping[str, int], rows: int, missing: frozenset[str]) -> Seen:
        counted = [
            (text, n) for text, n in values.items() if n > 0 and text.strip().casefold() not in missing
        ]
        texts = heapq.nsmallest(_LOOKED_AT, counted, key=lambda each: (-each[1], each[0]))
        filled = sum(n for _, n in counted)
        return cls(name, tuple(texts), len(counted), filled, max(rows, filled))

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The words of the attribute's name."""
        return wording.tokens(self.name)

    @cached_property
    def keys(self) -> dict[str, int]:
        """Rows by compared text, the most frequent first."""
        merged: dict[str, int] = {}
        for text, n in self.texts:
            merged[wording.key(text)] = merged.get(wording.key(text), 0) + n
        return dict(sorted(merged.items(), key=lambda each: (-each[1], each[0])))

    @property
    def unique(self) -> float:
        """Distinct texts for each row that is filled in: 1 where no two rows agree."""
        return self.distinct / self.filled if self.filled else 0.0

    @cached_property
    def words(self) -> float:
        """Mean number of words in a filled-in row."""
        return sum(len(text.split()) * n for text, n in self.texts) / max(1, self._rows_looked_at)

    @cached_property
    def _rows_looked_at(self) -> int:
        return sum(n for _, n in self.texts)

    def share(self, holds: Callable[[str], bool], least: float = 0.0) -> float:
        """The share of filled-in rows whose text passes ``holds``, 0 to 1; 0 where it is below ``least``.

        It stops as soon as ``least`` is out of reach, so that asking what does not apply costs little.
        """
        rows = self._rows_looked_at
        if not rows:
            return 0.0
        failed = 0
        for text, n in self.texts:
            failed += 0 if holds(text) else n
            if failed > (1.0 - least) * rows + 1e-6:
                return 0.0
        return 1.0 - failed / rows

    def frequent(self, most: int) -> tuple[str, ...]:
        """The commonest spelling of each of the ``most`` commonest texts."""
        spelling: dict[str, str] = {}
        for text, _ in self.texts:
            spelling.setdefault(wording.key(text), text)
        return tuple(spelling[key] for key in list(self.keys)[:most])
