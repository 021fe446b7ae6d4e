"""A column of texts of which there are few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.rows import Bools, Ints


@dataclass(frozen=True, eq=False)
class Words:
    """Each row holds the number of its text among those that are known."""

    known: tuple[str, ...]
    number: Ints

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """The column of some texts."""
        known = tuple(sorted(set(texts)))
        numbers = {text: number for number, text in enumerate(known)}
        return cls(known, np.array([numbers[text] for text in texts], dtype=np.int64))

    def among(self, wanted: Iterable[str]) -> Bools:
        """The rows whose text is one of these."""
        chosen = [self.known.index(text) for text in wanted if text in self.known]
        return np.isin(self.number, chosen)

    def __getitem__(self, row: int) -> str:
        return self.known[self.number[row]]
