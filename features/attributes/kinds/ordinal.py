"""Ordered levels: bands, numbered labels, or words in an order the agreement gives."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from features.attributes import wording
from features.attributes.bands import Band, band, from_spreadsheet, numbered
from features.attributes.columns import AttributeColumn
from features.attributes.kinds.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from features.attributes.numbers import Decimal

Ends = tuple[float | None, float | None]


@dataclass(frozen=True)
class Ordinal(Reader):
    """Reads the rank of a text in ``levels``.

    ``ends`` are the levels' lower and upper bounds, None where open; with them a band or number never seen
    before finds its place by its lower bound. Without them (words in a given order) it is unknown.
    """

    kind = "ordinal"
    levels: tuple[str, ...]
    ends: tuple[Ends, ...] = ()
    decimal: Decimal = "."

    @classmethod
    def of(cls, texts: Iterable[str], decimal: Decimal = ".") -> Ordinal:
        """Levels from texts, the most frequent first; spellings of one band are one level."""
        named: dict[Band, str] = {}
        for text in texts:
            found = bounds(text, decimal)
            if found is not None:
                named.setdefault(found, _label(text, found))
        ordered = sorted(named)
        return cls(tuple(named[each] for each in ordered), tuple(_ends(each) for each in ordered), decimal)

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {wording.key(level): rank for rank, level in enumerate(self.levels)}

    @cached_property
    def _lows(self) -> list[float]:
        return [-math.inf if low is None else low for low, _ in self.ends]

    def columns(self, name: str) -> tuple[AttributeColumn, ...]:
        return (AttributeColumn(name, wording.spoken(name), "level", self.levels),)

    def read(self, text: str) -> tuple[float, ...]:
        rank = self._ranks.get(wording.key(text))
        return (self._placed(text) if rank is None else float(rank),)

    def _placed(self, text: str) -> float:
        found = bounds(text, self.decimal) if self.ends else None
        if found is None:
            return math.nan
        if _ends(found) in self.ends:
            return float(self.ends.index(_ends(found)))
        return float(max(0, bisect.bisect_right(self._lows, found.low) - 1))


def bounds(text: str, decimal: Decimal) -> Band | None:
    """The band of a text, or the number that starts a numbered label."""
    return band(text, decimal) or numbered(text)


def _label(text: str, found: Band) -> str:
    return f"{found.low:.0f}-{found.high:.0f}" if from_spreadsheet(text) else " ".join(text.split())


def _ends(of: Band) -> Ends:
    return (of.low if math.isfinite(of.low) else None, of.high if math.isfinite(of.high) else None)
