"""The stages and phases a lead moves through, and how fast: the one definition that lives and truth share.

A lead has a **stage**, which everybody sees, and a **phase** of interest, which nobody sees. Its days are
counted from its creation. On each day one stage change may happen, at rates set by stage, phase, who the lead
is, the rhythm of the week and the desk's first call; at the end of the day the phase may change.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import numpy as np

NEW, MQL, SQL, OPPORTUNITY, WON, LOST = range(6)
DORMANT, EXPLORING, EVALUATING = range(3)

Push = Literal["none", "mql", "sql", "close"]


class Move(NamedTuple):
    """A stage change: its rates per day in the three phases, whose clock it follows, what speeds it up."""

    origin: int
    target: int
    name: str
    daily: tuple[float, float, float]
    clock: Literal["web", "desk"] = "desk"
    push: Push = "none"


MOVES: Final = (
    Move(NEW, MQL, "mql", (0.0040, 0.028, 0.062), "web", "mql"),
    Move(NEW, LOST, "lost", (0.008, 0.003, 0.001)),
    Move(MQL, SQL, "sql", (0.0058, 0.0110, 0.0195), push="sql"),
    Move(MQL, NEW, "recycled", (0.012, 0.004, 0.001)),
    Move(MQL, LOST, "lost", (0.045, 0.025, 0.015)),
    Move(SQL, OPPORTUNITY, "opportunity", (0.06, 0.10, 0.16)),
    Move(SQL, NEW, "recycled", (0.008, 0.004, 0.001)),
    Move(SQL, LOST, "lost", (0.040, 0.022, 0.014)),
    Move(OPPORTUNITY, WON, "won", (0.008, 0.025, 0.048), push="close"),
    Move(OPPORTUNITY, LOST, "lost", (0.030, 0.016, 0.010)),
)
ORIGINS: Final = np.array([move.origin for move in MOVES])
TARGETS: Final = np.array([move.target for move in MOVES])

WARM: Final = (0.006, 0.030)
"""Chance a day to go from dormant to exploring and from exploring to evaluating, for the usual need."""

COOL: Final = (0.080, 0.090)
"""Chance a day to fall from exploring to dormant and from evaluating to exploring."""

NEED: Final = 0.6
"""Log ratio of both WARM chances, per standard deviation of need."""

CALL_LIFT: Final = 1.5
"""A first call at once multiplies the rate of qualification by 1 + CALL_LIFT ..."""

CALL_FADES: Final = 3.0
"""... and the lift falls by a factor e with so many days between creation and call ..."""

CALL_LASTS: Final = 28
"""... and works for so many days after it."""
