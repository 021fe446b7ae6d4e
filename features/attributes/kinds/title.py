"""A job title: seniority and function."""

from __future__ import annotations

from dataclasses import dataclass

from features.attributes import titles, wording
from features.attributes.columns import AttributeColumn
from features.attributes.kinds.reader import Reader


@dataclass(frozen=True)
class Title(Reader):
    """Reads the rank of the person and the code of what they work on."""

    kind = "title"

    def columns(self, name: str) -> tuple[AttributeColumn, ...]:
        spoken = wording.spoken(name)
        return (
            AttributeColumn(f"{name} seniority", f"{spoken} seniority", "level", titles.SENIORITIES),
            AttributeColumn(
                f"{name} function", f"{spoken} function", "level", titles.FUNCTIONS, categorical=True
            ),
        )

    def read(self, text: str) -> tuple[float, ...]:
        return titles.ranks(text)
