"""Moves a line that stands alone so that, over the rows it learnt from, it promises what came.

Drawn towards the base rate, or scaled, a line no longer has the intercept that logistic regression gave it:
the mean of its chances lies off the base rate, since chances are no straight function of log-odds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from models.step import step_to

if TYPE_CHECKING:
    from models.linear.value import Linear
    from models.rows import Rows

FARTHEST: Final = 10.0
DIGITS: Final = 9
"""The step is rounded to so many: the last bits of an exponential are not the same on every processor."""


def centred(line: Linear, rows: Rows) -> Linear:
    """The line with another base; as it is where the rows show one outcome only."""
    came = float(np.average(rows.y, weights=rows.weight))
    if not 0 < came < 1 or not line.weight.size:
        return line
    margin = line.margin(rows.x)
    step = step_to(
        came,
        lambda step: float(np.average(1 / (1 + np.exp(-(margin + step))), weights=rows.weight)),
        FARTHEST,
    )
    return replace(line, base=line.base + round(step, DIGITS))


def whole(line: Linear, share: float) -> Linear:
    """The line of which this one is a share."""
    return replace(line, weight=line.weight / share, expected=line.expected / share) if share else line
