"""The rows a model learns from: features, outcomes, weights, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from typing import Self

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Rows:
    """Labelled moments as arrays, one row each.

    x            [n, f] features; NaN is missing everywhere
    y            [n] the outcome, 0 or 1
    weight       [n] how much each row counts
    lead         [n] an integer for each lead; rows that share it are not independent
    as_of        [n] microseconds since 1970 UTC
    names        [f] what each column is called
    categorical  [f] whether the column holds integer codes, whose order and size mean nothing
    """

    x: Matrix
    y: Floats
    weight: Floats
    lead: Ints
    as_of: Ints
    names: tuple[str, ...]
    categorical: tuple[bool, ...]

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        if self.x.ndim != 2:
            raise ValueError(f"x has {self.x.ndim} dimensions; it must be rows by features")
        rows, features = self.x.shape
        for name in ("y", "weight", "lead", "as_of"):
            shape = getattr(self, name).shape
            if shape != (rows,):
                raise ValueError(f"{name} has shape {shape}; x has {rows} rows")
        for name in ("names", "categorical"):
            if len(getattr(self, name)) != features:
                raise ValueError(f"{name} has {len(getattr(self, name))} entries; x has {features} columns")

    def __len__(self) -> int:
        """The number of rows."""
        return self.x.shape[0]

    def take(self, index: Ints | Bools | slice) -> Self:
        """The rows at ``index`` (positions, a mask or a slice), in that order; weights stay as they are."""
        return type(self)(
            x=self.x[index],
            y=self.y[index],
            weight=self.weight[index],
            lead=self.lead[index],
            as_of=self.as_of[index],
            names=self.names,
            categorical=self.categorical,
        )


def weigh_leads_alike(lead: Ints) -> Floats:
    """One over the number of rows of each row's lead: each lead weighs one in all."""
    _, place, count = np.unique(lead, return_inverse=True, return_counts=True)
    return 1.0 / count[place]


def narrowed(rows: Rows, columns: Ints) -> Rows:
    """The same rows with some of their columns."""
    return type(rows)(
        x=np.ascontiguousarray(rows.x[:, columns]),
        y=rows.y,
        weight=rows.weight,
        lead=rows.lead,
        as_of=rows.as_of,
        names=tuple(rows.names[column] for column in columns),
        categorical=tuple(rows.categorical[column] for column in columns),
    )


def varying(x: Matrix) -> Ints:
    """The columns that are neither constant nor a copy of an earlier one."""
    seen: set[bytes] = set()
    kept: list[int] = []
    for column in range(x.shape[1]):
        values = np.ascontiguousarray(x[:, column])
        filled = values[~np.isnan(values)]
        if filled.size == 0 or (filled.size == values.size and filled.min() == filled.max()):
            continue
        print_of = values.tobytes()
        if print_of not in seen:
            seen.add(print_of)
            kept.append(column)
    return np.array(kept, dtype=np.int64)
