"""What each column gained a model's trees while they were learnt: LightGBM's own importance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.rows import Floats


def gains(text: str, columns: int) -> Floats:
    """The summed gain of each of a booster's ``columns``, from its text.

    It is that of the training rows, and of the trees alone: what a linear part takes up beforehand gains
    nothing.
    """
    found = np.zeros(columns)
    feature = np.zeros(0, np.int64)
    for line in text.splitlines():
        name, _, numbers = line.partition("=")
        if name == "split_feature":
            feature = np.array(numbers.split(), np.int64)
        elif name == "split_gain":
            found += np.bincount(feature, np.array(numbers.split(), np.float64), columns)
        elif line.startswith("end of trees"):
            break
    return found
