"""Free text: only whether there is any, and roughly how much."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass
from typing import Final

from features.attributes import wording
from features.attributes.columns import AttributeColumn
from features.attributes.kinds.reader import Reader

LENGTHS: Final = ("1-3 words", "4-10 words", "11-30 words", "31-100 words", "over 100 words")
_UP_TO: Final = (3, 10, 30, 100)


@dataclass(frozen=True)
class Text(Reader):
    """Reads 1 and the rank of the length; 0 and NaN where nothing is filled in."""

    kind = "text"

    def columns(self, name: str) -> tuple[AttributeColumn, ...]:
        spoken = wording.spoken(name)
        return (
            AttributeColumn(f"{name} (filled)", spoken, "filled"),
            AttributeColumn(f"{name} (length)", f"length of {spoken}", "level", LENGTHS),
        )

    def read(self, text: str) -> tuple[float, ...]:
        return (1.0, float(bisect.bisect_left(_UP_TO, len(text.split()))))

    def unfilled(self) -> tuple[float, ...]:
        return (0.0, math.nan)
