"""Outreach: what sales did, and whether the lead answered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from features.clock import HOUR, words
from features.family import Family, single
from features.view import OUTBOUND, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.plan import Plan

GROUP = "outreach"


def families(plan: Plan) -> list[Family]:
    """The outreach features; attempts and their recency are engagement's outbound touches."""
    del plan
    return [
        single("replies", GROUP, lambda v: v.storied("replies"), _replies_words, theme="replies"),
        single("reply share", GROUP, _reply_share, _share_words, theme="replies"),
        single("hours to first contact", GROUP, _speed, _speed_words),
        single("unanswered attempts", GROUP, lambda v: v.storied("unanswered attempts"), _unanswered_words),
    ]


def _replies_words(count: float) -> str:
    return "no reply so far" if count == 0 else f"replied {count:.0f} {'time' if count == 1 else 'times'}"


def _reply_share(view: View) -> NDArray[np.float64]:
    attempts = view.lately(OUTBOUND, "ever").astype(np.float64)
    return np.where(attempts > 0, view.storied("replies") / np.maximum(attempts, 1.0), np.nan)


def _share_words(share: float) -> str:
    return "not contacted so far" if math.isnan(share) else f"answered {share:.0%} of our attempts"


def _speed(view: View) -> NDArray[np.float64]:
    """Hours from creation to our first outbound touch."""
    at, row = view.population.touches.at, view.reading.first_outbound[view.lead]
    known = row < view.here
    contact = at[np.where(known, row, 0)] if at.size else view.created
    return np.where(known, (contact - view.created) / HOUR, np.nan)


def _speed_words(hours: float) -> str:
    if math.isnan(hours):
        return "not contacted so far"
    return f"first contacted {words(max(hours, 0.0) * HOUR)} after creation"


def _unanswered_words(count: float) -> str:
    if count == 0:
        return "no attempt of ours is unanswered"
    return f"{count:.0f} of our attempts since the lead was last heard of"
