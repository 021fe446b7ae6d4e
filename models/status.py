"""Why a moment has a number, or has none. A status is never a low score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from features.clock import words

if TYPE_CHECKING:
    from features.catalog import Catalog
    from models.reach import Reach
    from models.rows import Bools, Ints, Matrix

SCORED: Final = "scored"
UNKNOWN_LEAD: Final = "unknown_lead"
NOT_CREATED: Final = "not_created"
CLOSED: Final = "closed"
CONVERTED: Final = "already_converted"
OPTED_OUT: Final = "opted_out"
NO_MODEL: Final = "no_model"
NO_DATA: Final = "insufficient_data"
TOO_OLD: Final = "too_old"
FAR_OUT: Final = "out_of_distribution"

WHY: Final = {
    SCORED: "",
    UNKNOWN_LEAD: "No lead has this id.",
    NOT_CREATED: "The lead was created later.",
    CLOSED: "The lead was won or lost before.",
    CONVERTED: "The lead has reached every target that is forecast.",
    OPTED_OUT: "The lead does not want to be contacted.",
    NO_MODEL: "Nothing is forecast yet: too few outcomes were known when the model was made.",
    NO_DATA: "Nothing is known of the lead but that it exists.",
}


def too_old(age: int, limit: int) -> str:
    """How old the lead is, and how old leads may be."""
    return f"The lead is {words(age)} old; the oldest that forecasts hold for is {words(limit)}."


def far_out(catalog: Catalog, reach: Reach, column: int, value: float) -> str:
    """Which value lies where no training lead was."""
    low, high = reach.range_of(column)
    return (
        f"{catalog.features[column].words(value)}: far from all leads learnt from, {low:,.6g} to {high:,.6g}."
    )


def statuses(holds: dict[str, Bools], size: int) -> list[str]:
    """The first status, in the order of ``holds``, that holds for each of ``size`` moments; else scored."""
    status = [SCORED] * size
    for name, rows in reversed(holds.items()):
        for row in np.flatnonzero(rows).tolist():
            status[row] = name
    return status


def beyond(reach: Reach | None, x: Matrix) -> Ints:
    """The column of each row that lies beyond the reach, -1 for none; without a reach nothing does."""
    return reach.beyond(x) if reach else np.full(x.shape[0], -1, dtype=np.int64)
