"""Tables as columns, before they are files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipelines.demo.arrays import Floats, Ints


class Words(NamedTuple):
    """A column of words: positions in ``options``, negative where there is none."""

    codes: Ints
    options: Sequence[str]


Times: TypeAlias = NDArray[np.datetime64]
Column: TypeAlias = Words | Sequence[str] | Floats | Times
Columns: TypeAlias = dict[str, Column]
"""A table; a float column is empty where it is NaN."""


def times(at: Ints) -> Times:
    """Seconds since 1970 UTC as timestamps."""
    return at.astype("datetime64[s]")


def rows(table: Columns) -> int:
    """How many rows the table has."""
    first = next(iter(table.values()))
    return len(first.codes) if isinstance(first, Words) else len(first)
