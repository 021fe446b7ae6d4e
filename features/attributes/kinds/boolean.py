"""Yes or no, in the words exports use."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from features.attributes import wording
from features.attributes.columns import AttributeColumn
from features.attributes.kinds.reader import Reader

TRUTH: Final = {
    **dict.fromkeys(wording.listed("yes y true t 1 1.0 ja j wahr oui vrai si sí sim s on checked ✓"), 1.0),
    **dict.fromkeys(wording.listed("no n false f 0 0.0 nein falsch non faux não nao off unchecked"), 0.0),
}
"""What each word says; compared without case."""


def is_yes(text: str) -> bool:
    """Whether a text says yes, in any of the words exports use."""
    return TRUTH.get(wording.key(text)) == 1.0


@dataclass(frozen=True)
class Boolean(Reader):
    """Reads 1 for yes and 0 for no."""

    kind = "boolean"

    def columns(self, name: str) -> tuple[AttributeColumn, ...]:
        return (AttributeColumn(name, wording.spoken(name), "flag"),)

    def read(self, text: str) -> tuple[float, ...]:
        return (TRUTH.get(wording.key(text), math.nan),)
