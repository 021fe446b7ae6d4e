"""An attribute that says nothing, or nothing a model may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from features.attributes.kinds.reader import Reader

if TYPE_CHECKING:
    from features.attributes.columns import AttributeColumn


@dataclass(frozen=True)
class Ignore(Reader):
    """Reads nothing."""

    kind = "ignore"

    def columns(self, name: str) -> tuple[AttributeColumn, ...]:
        return ()

    def read(self, text: str) -> tuple[float, ...]:
        return ()
