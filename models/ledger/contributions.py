"""Contributions of a score as bytes: the targets and their lengths as a line of JSON, then the numbers.

The numbers are little-endian doubles, one target after the other. Their names are those of the bundle that
gave them, which never changes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_DOUBLE = np.dtype("<f8")


def pack(contributions: Mapping[str, NDArray[np.float64]]) -> bytes:
    """The contributions of each target, the expected value last, as they are stored."""
    line = json.dumps({target: values.size for target, values in contributions.items()})
    numbers = (np.ascontiguousarray(values, dtype=_DOUBLE).tobytes() for values in contributions.values())
    return b"".join((line.encode(), b"\n", *numbers))


def unpack(stored: bytes) -> dict[str, NDArray[np.float64]]:
    """The inverse of ``pack``, to the last bit."""
    line, _, numbers = stored.partition(b"\n")
    values = np.frombuffer(numbers, dtype=_DOUBLE).astype(np.float64)
    sizes: dict[str, int] = json.loads(line)
    ends = np.cumsum(list(sizes.values()), dtype=np.int64).tolist()
    return {target: values[end - size : end] for (target, size), end in zip(sizes.items(), ends, strict=True)}
