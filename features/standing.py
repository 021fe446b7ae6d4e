"""Standing: where a lead stood at a moment, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from features.clock import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.history import History
    from features.population import Moments


def standing(
    history: History, code: NDArray[np.int32], created: NDArray[np.int64], moments: Moments
) -> NDArray[np.float32]:
    """The plan's code of the stage, days in it, and how often the lead was recycled; float32 [moments, 3].

    Before its first change a lead stands at code 1 since its creation.

    Args:
        history: stage changes by lead.
        code: the plan's code by the code of a stage.
        created: int64 [leads].
        moments: ascending by lead and instant.
    """
    stage = history.columns["stage"]
    recycled = stage.values.index("recycled") if "recycled" in stage.values else len(stage.values)
    table = np.empty((moments.lead.size, 3), np.float32)
    _fill(table, history.starts, history.at, stage.codes, code, recycled, created, *moments)
    return table


@njit(cache=True, nogil=True)
def _fill(
    table: NDArray[np.float32],
    starts: NDArray[np.int64],
    at: NDArray[np.int64],
    stage: NDArray[np.int32],
    code: NDArray[np.int32],
    recycled: int,
    created: NDArray[np.int64],
    lead: NDArray[np.int64],
    as_of: NDArray[np.int64],
) -> None:
    row = end = times = 0
    for moment in range(as_of.size):
        first = starts[lead[moment]]
        if moment == 0 or lead[moment] != lead[moment - 1]:
            row, end, times = first, starts[lead[moment] + 1], 0
        while row < end and at[row] < as_of[moment]:
            times += stage[row] == recycled
            row += 1
        since, stands = created[lead[moment]], 1
        if row > first:
            since, stands = at[row - 1], code[stage[row - 1]]
        table[moment, 0] = stands
        table[moment, 1] = (as_of[moment] - since) / DAY
        table[moment, 2] = times
