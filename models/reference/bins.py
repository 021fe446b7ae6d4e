"""Cells that the values of a column fall into: codes by name, amounts by tenths of the training rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

if TYPE_CHECKING:
    from models.rows import Floats, Ints

TENTHS: Final = np.arange(1, 10) / 10
RARE: Final = 0.02
"""Codes with a smaller share of the training share a cell: each of them alone would be chance."""


@dataclass(frozen=True)
class Bins:
    """The cells of one column; the last is for what is not known, or was not seen.

    Attributes:
        edges: of amounts, the upper ends of all cells but the two last.
        codes: of codes, those with a cell each; None for amounts.
    """

    edges: tuple[float, ...] = ()
    codes: tuple[int, ...] | None = None

    @classmethod
    def of(cls, values: Floats, *, coded: bool) -> Self:
        """The cells of the training's values [rows], NaN for unknown."""
        told = values[~np.isnan(values)]
        if coded:
            codes, counts = np.unique(told.astype(np.int64), return_counts=True)
            return cls(codes=tuple(codes[counts >= RARE * values.size].tolist()))
        if not told.size:
            return cls()
        # the values of rows, not means between two: what stands often is an edge, and has a cell to itself
        edges = np.unique(np.quantile(told.astype(np.float64), TENTHS, method="inverted_cdf"))
        return cls(edges=tuple(edges.tolist()))

    @property
    def size(self) -> int:
        """How many cells there are."""
        return (len(self.edges) if self.codes is None else len(self.codes)) + (2 if self.codes is None else 1)

    def place(self, values: Floats) -> Ints:
        """The cell of each value; int64 [rows]."""
        unknown = np.isnan(values)
        if self.codes is None:
            cell = np.searchsorted(np.array(self.edges), values.astype(np.float64), side="left")
        else:
            book = np.array(sorted(self.codes) or [0])
            given = np.where(unknown, 0, values).astype(np.int64)
            cell = np.minimum(np.searchsorted(book, given), book.size - 1)
            unknown |= (book[cell] != given) | (not self.codes)
        return np.where(unknown, self.size - 1, cell).astype(np.int64)

    def to_json(self) -> dict[str, Any]:
        """As plain lists."""
        return {"edges": list(self.edges)} if self.codes is None else {"codes": list(self.codes)}

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> Self:
        """The inverse of ``to_json``."""
        codes = saved.get("codes")
        return cls(tuple(saved.get("edges", ())), None if codes is None else tuple(codes))
