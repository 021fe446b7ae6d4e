"""What the passes over one tree leave each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Work(NamedTuple):
    """Arrays of vectors, one after the other, used again for every tree. Letters are those of ``kernel``.

    Attributes:
        down: P of every split, until a fork's gives way to Z (b - z) m**2 P; then one that nobody reads.
        up: U of every split and of the forks' leaves; a fork's r until U is known.
        switches: 1 where a feature's edges were all passed, see ``Nodes.link``.
        sums: by feature, what all trees' splits added; their lanes' sum is the SHAP value.
    """

    down: NDArray[np.float64]
    up: NDArray[np.float64]
    switches: NDArray[np.uint8]
    sums: NDArray[np.float64]
