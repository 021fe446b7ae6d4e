"""Outreach: what sales did, and whether the lead answered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from features.clock import HOUR, words
from features.family import Family, Feature

if TYPE_CHECKING:
    from features.plan import Plan

GROUP = "outreach"
_FIRST_CONTACT = "hours to first contact"


def families(plan: Plan) -> list[Family]:
    """The outreach features; attempts and their recency are engagement's outbound touches."""
    del plan
    told = (
        Feature("replies", GROUP, "replies", _replies_words),
        Feature("reply share", GROUP, "replies", _share_words),
        Feature(_FIRST_CONTACT, GROUP, _FIRST_CONTACT, _speed_words),
        Feature("unanswered attempts", GROUP, "unanswered attempts", _unanswered_words),
    )
    return [Family(told, lambda view: view.story[:, 10:])]


def _replies_words(count: float) -> str:
    return "no reply so far" if count == 0 else f"replied {count:.0f} {'time' if count == 1 else 'times'}"


def _share_words(share: float) -> str:
    return "not contacted so far" if math.isnan(share) else f"answered {share:.0%} of our attempts"


def _speed_words(hours: float) -> str:
    if math.isnan(hours):
        return "not contacted so far"
    return f"first contacted {words(max(hours, 0.0) * HOUR)} after creation"


def _unanswered_words(count: float) -> str:
    if count == 0:
        return "no attempt of ours is unanswered"
    return f"{count:.0f} of our attempts since the lead was last heard of"
