"""A short line for few outcomes: a handful of columns, drawn towards the base rate.

Trees need outcomes by the dozen for every split; below that a line on the few columns that go with the
outcome most, believed by half at twenty conversions, is what the data bear. Categories are pooled by the
ridge penalty: a rare one borrows the rate of all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from models.baselines.design import fit_design
from models.linear.centring import centred
from models.linear.fit import fit_linear, terms_of
from models.rows import narrowed

if TYPE_CHECKING:
    from models.baselines.design import Design
    from models.linear.value import Linear
    from models.rows import Floats, Ints, Rows

A_COLUMN: Final = 5
"""Converted leads for each column on the list."""

HALFWAY: Final = 20
"""Converted leads at which half of the line's departures from the base rate are believed."""


def fit_short(rows: Rows, converted: int, monotone: tuple[int, ...] = ()) -> tuple[Ints, Linear]:
    """The columns on the list, ascending, and the line on them; ``converted`` leads are in ``rows``.

    ``monotone`` is by column, as for ``fit_linear``.
    """
    design = fit_design(rows)
    strength = _strength(design, rows)
    most = max(1, converted // A_COLUMN)
    columns = np.sort(np.argsort(-strength, kind="stable")[:most]).astype(np.int64)
    columns = columns[strength[columns] > 0]
    bound = tuple(monotone[column] for column in columns) if monotone else ()
    listed = narrowed(rows, columns)
    return columns, centred(fit_linear(listed, share_believed(converted), bound), listed)


def share_believed(converted: int) -> float:
    """How much of the line's departures from the base rate to believe, below 1."""
    return converted / (converted + HALFWAY)


def _strength(design: Design, rows: Rows) -> Floats:
    """By feature, the largest correlation of any of its terms with the outcome, without sign."""
    matrix = design.matrix(rows.x)
    strength = np.zeros(rows.x.shape[1])
    if matrix.shape[1]:
        away = matrix - np.average(matrix, axis=0, weights=rows.weight)
        spread = np.sqrt(np.average(away**2, axis=0, weights=rows.weight))
        outcome = rows.y - np.average(rows.y, weights=rows.weight)
        together = np.abs(np.average(away * outcome[:, None], axis=0, weights=rows.weight))
        found = np.divide(together, spread, out=np.zeros_like(spread), where=spread > 0)
        np.maximum.at(strength, terms_of(design).column, found)
    return strength
