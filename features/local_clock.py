"""The local clock: instants as the hands of a clock in a time zone show them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from features.clock import HOUR, SECOND

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

_QUARTER: Final = HOUR // 4  # zones change their offset at whole quarter hours
_FIRST, _LAST = datetime(1901, 1, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)


def local(instants: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """Each instant plus its zone's offset, in microseconds."""
    if instants.size == 1:  # a request's lead need not be sorted
        return instants + _offset(int(instants[0]) // _QUARTER * _QUARTER, zone)
    quarters, inverse = np.unique(instants // _QUARTER, return_inverse=True)
    offsets = np.array([_offset(int(quarter) * _QUARTER, zone) for quarter in quarters], dtype=np.int64)
    return instants + offsets[inverse]


def _offset(instant: int, zone: ZoneInfo) -> int:
    # a date of long ago or far ahead, mistyped or a stand-in, must not end a run
    seconds = min(max(instant // SECOND, int(_FIRST.timestamp())), int(_LAST.timestamp()))
    offset = datetime.fromtimestamp(seconds, zone).utcoffset()
    return round(offset.total_seconds()) * SECOND if offset else 0
