"""Blocks: many moments, some at a time on every core, so that what is needed on the way stays small."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from features.population import Moments

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

BLOCK: Final = 4_096


def in_blocks(
    moments: Moments, width: int, fill: Callable[[NDArray[np.float32], Moments], None]
) -> NDArray[np.float32]:
    """A table, float32 [moments, width], of rows that ``fill`` writes, given some of them and their moments.

    Raises:
        ValueError: the moments are not ascending by lead and instant.
    """
    _refuse_disorder(moments)
    table = np.empty((moments.lead.size, width), dtype=np.float32)

    def block(begin: int) -> None:
        rows = slice(begin, begin + BLOCK)
        fill(table[rows], Moments(moments.lead[rows], moments.as_of[rows]))

    block(0)  # alone: it works out what all blocks share
    if moments.lead.size > BLOCK:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(block, range(BLOCK, moments.lead.size, BLOCK)))
    return table


def _refuse_disorder(moments: Moments) -> None:
    if moments.lead.size > 1 and not _ascending(*moments):
        raise ValueError(
            "moments must be ascending by lead and instant; sort them with numpy.lexsort((as_of, lead))"
        )


@njit(cache=True, nogil=True)
def _ascending(lead: NDArray[np.int64], as_of: NDArray[np.int64]) -> bool:
    for i in range(1, lead.size):
        if lead[i] < lead[i - 1] or (lead[i] == lead[i - 1] and as_of[i] < as_of[i - 1]):
            return False
    return True
