"""An amount: a revenue, a score, a number of visits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from features.attributes import wording
from features.attributes.bands import band
from features.attributes.columns import AttributeColumn
from features.attributes.kinds.reader import Reader

if TYPE_CHECKING:
    from features.attributes.numbers import Decimal


@dataclass(frozen=True)
class Number(Reader):
    """Reads numbers, and a stray band among them as its typical value."""

    kind = "number"
    decimal: Decimal = "."

    def columns(self, name: str) -> tuple[AttributeColumn, ...]:
        return (AttributeColumn(name, wording.spoken(name), "amount"),)

    def read(self, text: str) -> tuple[float, ...]:
        found = band(text, self.decimal)
        return (math.nan if found is None or not math.isfinite(found.typical) else found.typical,)
