"""What is said of one target at some moments."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from models.rows import Floats


class Forecast(NamedTuple):
    """One target's numbers; NaN where the moment is not at risk or has too little known.

    Attributes:
        p: float64 [moments].
        margin: float64 [moments], what the contributions add up to. With one model it is its log-odds before
            calibration; where two are multiplied, the log-odds of the product.
        contributions: float64 [moments, columns + 1], the last is the expected value; rows sum to the margin.
            No rows where no explanation was asked for.
    """

    p: Floats
    margin: Floats
    contributions: Floats
