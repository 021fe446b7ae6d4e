"""How deeply a JSON text is nested and how many things it holds, told from its bytes before it is parsed.

A parser makes an object of every bracket it meets: two megabytes of "[]," are 600,000 lists and keep the one
thread that answers everybody busy for a third of a second. One compiled pass finds that out in a few
milliseconds, and ends where the limit is passed.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit, types

DEEPEST: Final = 32
BYTES_AN_ITEM: Final = 10
"""A body may hold a tenth as many things as it may have bytes; leads with touches hold a fifteenth."""
MOST_ITEMS: Final = 500_000
"""And never more than this, which takes a tenth of a second to parse, or for lists within lists a third."""
_BYTES: Final = types.Array(types.uint8, 1, "C")
_COUNTS: Final = types.UniTuple(types.int64, 2)


def measured(text: bytes, deepest: int, most: int) -> tuple[int, int]:
    """The depth of a JSON text and how many things it holds; no further than just beyond a limit.

    Of what is no JSON they mean nothing, except that what a parser would hold is never more.
    """
    # a copy that may be written to: numba is slow to find out what it is given where it may not
    return _measured(np.frombuffer(bytearray(text), dtype=np.uint8), deepest, most)


@njit([_COUNTS(_BYTES, types.int64, types.int64)], cache=True, nogil=True)
def _measured(text: np.ndarray, deepest: int, most: int) -> tuple[int, int]:
    depth, reached, items = 0, 0, 1
    one, end = np.uint64(1), np.uint64(text.shape[0])  # unsigned: no check for places before the first
    here, in_string = np.uint64(0), False
    while here < end:
        byte = text[here]
        if in_string:
            while here < end and text[here] != 34 and text[here] != 92:  # to the quote or the backslash
                here += one
            if here < end and text[here] == 92:
                here += one
            else:
                in_string = False
        elif byte == 34:
            in_string = True
        elif byte == 44:  # a comma: one more value, or key and value
            items += 1
        elif byte == 91 or byte == 123:
            depth += 1
            items += 1
            reached = max(reached, depth)
        elif byte == 93 or byte == 125:
            depth -= 1
        if depth > deepest or items > most:
            break
        here += one
    return reached, items
