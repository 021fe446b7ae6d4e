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
        single("replies", GROUP, lambda v: v.total(v.texture.reply), _replies_words, theme="replies"),
        single("reply share", GROUP, _reply_share, _share_words, theme="replies"),
        single("hours to first contact", GROUP, _speed, _speed_words),
        single("unanswered attempts", GROUP, _unanswered, _unanswered_words),
    ]


def _replies_words(count: float) -> str:
    return "no reply so far" if count == 0 else f"replied {count:.0f} {'time' if count == 1 else 'times'}"


def _reply_share(view: View) -> NDArray[np.float64]:
    attempts = view.count(OUTBOUND, "ever").astype(np.float64)
    replies = view.total(view.texture.reply)
    return np.where(attempts > 0, replies / np.maximum(attempts, 1.0), np.nan)


def _share_words(share: float) -> str:
    return "not contacted so far" if math.isnan(share) else f"answered {share:.0%} of our attempts"


def _outbound(view: View) -> NDArray[np.bool_]:
    return view.population.touches.columns["direction"].mapped({"outbound": 1}, 0, 0) == 1


def _speed(view: View) -> NDArray[np.float64]:
    """Hours from creation to our first outbound touch."""
    touches = view.population.touches
    ours = np.flatnonzero(_outbound(view))
    owner = np.repeat(np.arange(touches.starts.size - 1), np.diff(touches.starts))[ours]
    first = np.full(touches.starts.size - 1, 2**62, dtype=np.int64)
    np.minimum.at(first, owner, touches.at[ours])
    contact = first[view.lead]
    known = contact < view.as_of
    return np.where(known, (np.where(known, contact, view.created) - view.created) / HOUR, np.nan)


def _speed_words(hours: float) -> str:
    if math.isnan(hours):
        return "not contacted so far"
    return f"first contacted {words(max(hours, 0.0) * HOUR)} after creation"


def _unanswered(view: View) -> NDArray[np.float64]:
    """Outbound touches since the lead's last inbound one."""
    outbound = _outbound(view).astype(np.int64)
    touches = view.population.touches
    running = np.concatenate(([0], np.cumsum(outbound)))
    start = np.repeat(touches.starts[:-1], np.diff(touches.starts))
    row = np.arange(touches.at.size)
    since = np.maximum.accumulate(np.where(outbound == 0, row + 1, start)) if row.size else row
    return np.nan_to_num(view.at_last_touch(running[1:] - running[np.maximum(since, start)]))


def _unanswered_words(count: float) -> str:
    if count == 0:
        return "no attempt of ours is unanswered"
    return f"{count:.0f} of our attempts since the lead was last heard of"
