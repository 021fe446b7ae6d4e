"""Engagement: what happened with the lead, how often and how lately."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from features.clock import DAY, words
from features.family import Family, Feature
from features.plan import DIRECTIONS, HALF_LIFE, WINDOWS
from features.tally import LATELY

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from features.plan import Plan
    from features.view import View

GROUP = "engagement"
_SINCE_FIRST = "days since first touch"
_SPANS = {
    "1d": "in the last day",
    "7d": "in 7 days",
    "30d": "in 30 days",
    "90d": "in 90 days",
    "ever": "in all",
}


def families(plan: Plan) -> list[Family]:
    """The engagement features of a plan."""
    return [
        _by_slot(plan, tuple(WINDOWS), lambda view: view.tally.counts),
        _by_slot(plan, LATELY, lambda view: view.tally.lately),
        Family(_storied(plan), lambda view: view.story[:, :10]),
    ]


def _storied(plan: Plan) -> tuple[Feature, ...]:
    """The story's first ten columns."""
    return (
        _feature("days active", _many("active on {} in all", "day")),
        _feature("assets seen", _many("saw {}", "different asset")),
        _feature("people involved", _many("{} involved", "person", "people")),
        _feature("streak", _many("active {} in a row", "day")),
        Feature("trend", GROUP, _theme(DIRECTIONS[0]), _trend_words),
        Feature(_SINCE_FIRST, GROUP, _SINCE_FIRST, _since_first_words, waits=True),
        _code("last kind", plan.kinds),
        _code("first kind", plan.kinds),
        _code("first channel", plan.channels),
        _code("last actor", plan.actors),
    )


def _feature(name: str, words: Callable[[float], str]) -> Feature:
    return Feature(name, GROUP, name, words)


def _slots(plan: Plan) -> tuple[str, ...]:
    kinds = (*(f"kind {kind}" for kind in plan.kinds), "kind (other)")
    channels = (*(f"channel {channel}" for channel in plan.channels), "channel (other)")
    return (*DIRECTIONS, *kinds, *channels)


def _by_slot(plan: Plan, told: tuple[str, ...], compute: Callable[[View], NDArray[np.float32]]) -> Family:
    return Family(
        tuple(
            Feature(
                f"{slot} {what}", GROUP, _theme(slot), _slot_words(slot, what), waits=what == "days since"
            )
            for slot in _slots(plan)
            for what in told
        ),
        compute,
    )


def _theme(slot: str) -> str:
    return "touches" if slot in DIRECTIONS else slot


def _said(slot: str) -> str:
    channel = slot.removeprefix("channel ")
    told = slot.removeprefix("kind ") if channel == slot else f"{channel} touch"
    return told.replace("_", " ")


def _count_words(slot: str, window: str) -> Callable[[float], str]:
    span, what = _SPANS[window], _said(slot)

    def say(count: float) -> str:
        if not count > 0:
            return f"no {what} {'so far' if window == 'ever' else span}"
        if slot in DIRECTIONS:
            return f"{count:.0f} {what}{'' if count == 1 else 'es'} {span}"
        return f"{what} {count:.0f} {'time' if count == 1 else 'times'} {span}"

    return say


def _recency_words(slot: str) -> Callable[[float], str]:
    what = _said(slot)

    def say(since: float) -> str:
        if math.isnan(since):
            return f"no {what} so far"
        span = words(since * DAY)
        return f"no {what} for {span}" if since >= 14 else f"last {what} {span} ago"

    return say


def _intensity_words(slot: str) -> Callable[[float], str]:
    what, half = _said(slot), round(HALF_LIFE / DAY)

    def say(heat: float) -> str:
        if not heat > 0:
            return f"no {what} so far"
        return f"{what} lately: {heat:.1f}, where one of {half} days ago counts half"

    return say


def _slot_words(slot: str, what: str) -> Callable[[float], str]:
    if what == "days since":
        return _recency_words(slot)
    return _intensity_words(slot) if what == "intensity" else _count_words(slot, what)


def _many(sentence: str, one: str, many: str | None = None) -> Callable[[float], str]:
    def say(count: float) -> str:
        return sentence.format(f"{count:.0f} {one if count == 1 else many or one + 's'}")

    return say


def _trend_words(change: float) -> str:
    if abs(change) < 0.5:
        return "as many touches this week as in the weeks before"
    touches = f"{abs(change):.0f} {'touch' if round(abs(change)) == 1 else 'touches'}"
    return f"{touches} {'more' if change > 0 else 'fewer'} this week than in a week before"


def _since_first_words(since: float) -> str:
    return "no touch so far" if math.isnan(since) else f"first touch {words(since * DAY)} ago"


def _code(name: str, texts: tuple[str, ...]) -> Feature:
    """A categorical feature: a text of the first or last touch, code 0 for the folded others."""
    levels = ("other", *texts)

    def say(code: float) -> str:
        if math.isnan(code):
            return f"{name} unknown"
        return f"{name} is {levels[int(code)].replace('_', ' ')}"

    return Feature(name, GROUP, name, say, categorical=True, levels=levels)
