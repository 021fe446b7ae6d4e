"""A date: read as an instant, used as an age."""

from __future__ import annotations

import math
from dataclasses import dataclass

from features.attributes import wording
from features.attributes.columns import AttributeColumn
from features.attributes.dates import date
from features.attributes.kinds.reader import Reader


@dataclass(frozen=True)
class Date(Reader):
    """Reads microseconds since 1970 UTC; times without a zone are of ``zone``."""

    kind = "date"
    day_first: bool = True
    zone: str = "UTC"

    def columns(self, name: str) -> tuple[AttributeColumn, ...]:
        return (AttributeColumn(name, wording.spoken(name), "date"),)

    def read(self, text: str) -> tuple[float, ...]:
        found = date(text, day_first=self.day_first, zone=self.zone)
        return (math.nan if found is None else float(found),)
