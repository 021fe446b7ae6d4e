"""Which horizon would catch most of the outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from features.clock import DAY

if TYPE_CHECKING:
    from features.delays.curve import Curve

CAUGHT: Final = 0.8
"""A horizon that misses more than a fifth of the eventual outcomes is too short."""
LEAST_REACHED: Final = 30
"""Fewer outcomes than these tell no horizon."""
_ROUND: Final = (1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 150, 180, 270, 365, 540, 730)


def round_horizon(curve: Curve, share: float = CAUGHT) -> int | None:
    """The smallest round number of days that catches a share of the eventual outcomes, in microseconds.

    None where there are too few outcomes to say, or they take longer than two years.
    """
    if curve.reached < LEAST_REACHED:
        return None
    return next((days * DAY for days in _ROUND if curve.within(days * DAY) >= share), None)
