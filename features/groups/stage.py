"""Stage: where the lead stands and for how long."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from features.clock import DAY, words
from features.family import Family, single
from features.view import View, days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.plan import Plan

GROUP = "stage"
NEW = "new"


def families(plan: Plan) -> list[Family]:
    """The stage features of a plan."""
    levels = ("other", NEW, *plan.stages)
    return [
        single("stage", GROUP, _current, lambda code: f"stage is {levels[int(code)]}", levels=levels),
        single(
            "days in stage", GROUP, _in_stage, lambda d: f"in this stage for {words(d * DAY)}", theme="stage"
        ),
        single("times recycled", GROUP, _recycled, _recycled_words),
    ]


def _current(view: View) -> NDArray[np.int64]:
    return _at_last_change(view, view.reading.stage_codes.astype(np.int64), np.ones(view.lead.size, np.int64))


def _in_stage(view: View) -> NDArray[np.float64]:
    """Days since the last stage change, or since creation before the first."""
    since = _at_last_change(view, view.population.stages.at, view.created)
    return days(since, view.as_of, np.ones(since.size, dtype=bool))


def _at_last_change(
    view: View, per_change: NDArray[np.int64], otherwise: NDArray[np.int64]
) -> NDArray[np.int64]:
    known = view.stage_here > view.stage_first
    return np.where(known, per_change[view.stage_here - 1], otherwise) if per_change.size else otherwise


def _recycled(view: View) -> NDArray[np.int64]:
    return view.reading.recycled[view.stage_here] - view.reading.recycled[view.stage_first]


def _recycled_words(count: float) -> str:
    if math.isnan(count) or count == 0:
        return "never recycled"
    return f"recycled {count:.0f} {'time' if count == 1 else 'times'}"
