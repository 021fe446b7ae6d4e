"""The step in log-odds with which forecasts say, in the mean, what came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS: Final = 60


def step_to(came: float, said: Callable[[float], float], farthest: float) -> float:
    """By halving the interval up to ``farthest`` either way.

    Args:
        said: the mean probability after a step; it rises with the step.
    """
    low, high = -farthest, farthest
    for _ in range(STEPS):
        middle = (low + high) / 2
        if said(middle) < came:
            low = middle
        else:
            high = middle
    return (low + high) / 2
