"""Engagement: what happened with the lead, how often and how lately."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from features.clock import DAY, NEVER, words
from features.family import Family, Feature, single
from features.plan import HALF_LIFE, WINDOWS, book
from features.view import DIRECTIONS, TOUCHES, View, days

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from features.plan import Plan

GROUP = "engagement"
_SPANS = {"1d": "in the last day", "7d": "in 7 days", "30d": "in 30 days", "90d": "in 90 days", "ever": "in all"}


def families(plan: Plan) -> list[Family]:
    """The engagement features of a plan."""
    slots = _slots(plan)
    return [
        Family(
            tuple(
                Feature(f"{slot} {window}", GROUP, _theme(slot), _count_words(slot, window))
                for slot in slots
                for window in (*WINDOWS, "ever")
            ),
            lambda view: view.passed.counts,
        ),
        Family(
            tuple(Feature(f"{slot} days since", GROUP, _theme(slot), _recency_words(slot)) for slot in slots),
            _recency,
        ),
        Family(
            tuple(Feature(f"{slot} intensity", GROUP, _theme(slot), _intensity_words(slot)) for slot in slots),
            lambda view: view.passed.intensity,
        ),
        single("days active", GROUP, lambda v: v.total(v.texture.new_day), _many("active on {} in all", "day")),
        single("assets seen", GROUP, lambda v: v.total(v.texture.new_asset), _many("saw {}", "different asset")),
        single("people involved", GROUP, lambda v: v.total(v.texture.new_actor), _many("{} involved", "person", "people")),
        single("streak", GROUP, _streak, _many("active {} in a row", "day")),
        single("trend", GROUP, _trend, _trend_words, theme=_theme(DIRECTIONS[TOUCHES])),
        single("days since first touch", GROUP, _since_first, _since_first_words),
        _code("last kind", plan.kinds, "kind", last=True),
        _code("first kind", plan.kinds, "kind", last=False),
        _code("first channel", plan.channels, "channel", last=False),
        _code("last actor", plan.actors, "actor", last=True),
    ]


def _slots(plan: Plan) -> tuple[str, ...]:
    kinds = (*(f"kind {kind}" for kind in plan.kinds), "kind (other)")
    channels = (*(f"channel {channel}" for channel in plan.channels), "channel (other)")
    return (*DIRECTIONS, *kinds, *channels)


def _theme(slot: str) -> str:
    return "touches" if slot in DIRECTIONS else slot


def _said(slot: str) -> str:
    return slot.removeprefix("kind ").removeprefix("channel ").replace("_", " ")


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
        return f"no {what} for {span}" if since >= 3 else f"last {what} {span} ago"

    return say


def _intensity_words(slot: str) -> Callable[[float], str]:
    what, half = _said(slot), round(HALF_LIFE / DAY)

    def say(heat: float) -> str:
        if not heat > 0:
            return f"no {what} so far"
        return f"{what} at a level of {heat:.1f} (a touch counts half after {half} days)"

    return say


def _recency(view: View) -> NDArray[np.float64]:
    last = view.passed.last
    known = last > NEVER
    return np.where(known, (view.as_of[:, None] - np.where(known, last, 0)) / DAY, np.nan)


def _many(sentence: str, one: str, many: str | None = None) -> Callable[[float], str]:
    def say(count: float) -> str:
        return sentence.format(f"{count:.0f} {one if count == 1 else many or one + 's'}")

    return say


def _streak(view: View) -> NDArray[np.float64]:
    """Days in a row with a touch, still running if the last was today or yesterday."""
    at_last = view.at_last_touch(view.texture.streak)
    last_day = view.passed.last[:, TOUCHES] // DAY
    running = view.touched & (view.as_of // DAY - last_day <= 1)
    return np.where(running, at_last, 0.0)


def _trend(view: View) -> NDArray[np.float64]:
    """Touches in the last week less the weekly mean of the three weeks before."""
    week = view.count(TOUCHES, "7d").astype(np.float64)
    return week - (view.touches_since(28 * DAY) - week) / 3.0


def _trend_words(change: float) -> str:
    if abs(change) < 0.5:
        return "as many touches this week as in the weeks before"
    return f"{abs(change):.0f} touches a week {'more' if change > 0 else 'fewer'} than in the three weeks before"


def _since_first(view: View) -> NDArray[np.float64]:
    touches = view.population.touches
    at = view.at_first_touch(touches.at)
    return days(np.nan_to_num(at).astype(np.int64), view.as_of, view.touched)


def _since_first_words(since: float) -> str:
    return "no touch so far" if math.isnan(since) else f"first touch {words(since * DAY)} ago"


def _code(name: str, texts: tuple[str, ...], column: str, *, last: bool) -> Family:
    """A categorical feature: a text of the first or last touch, code 0 for the folded others."""
    codes = book(texts, 1)

    def compute(view: View) -> NDArray[np.float64]:
        mapped = view.population.touches.columns[column].mapped(codes, 0)
        code = view.at_last_touch(mapped) if last else view.at_first_touch(mapped)
        return np.where(code == -1, np.nan, code)

    def say(code: float) -> str:
        if math.isnan(code):
            return f"{name} unknown"
        return f"{name} is {('other', *texts)[int(code)].replace('_', ' ')}"

    return single(name, GROUP, compute, say, levels=("other", *texts))
