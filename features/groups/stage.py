"""Stage: where the lead stands and for how long."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from features.clock import DAY, words
from features.family import Family, single
from features.plan import book
from features.view import View, days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.plan import Plan

GROUP = "stage"
NEW = "new"


def families(plan: Plan) -> list[Family]:
    """The stage features of a plan."""
    levels = ("other", NEW, *plan.stages)
    codes = book(plan.stages, 2)

    def current(view: View) -> NDArray[np.float64]:
        stage = view.population.stages.columns["stage"].mapped(codes, 0)
        known = view.stage_here > view.stage_first
        row = np.where(known, view.stage_here - 1, 0)
        return np.where(known, stage[row] if stage.size else 1, 1).astype(np.float64)

    return [
        single("stage", GROUP, current, lambda code: f"stage is {levels[int(code)]}", levels=levels),
        single("days in stage", GROUP, _in_stage, lambda d: f"in this stage for {words(d * DAY)}"),
        single("stage changes", GROUP, lambda v: v.stage_here - v.stage_first, _changes_words),
        single("times recycled", GROUP, _recycled, _recycled_words),
    ]


def _in_stage(view: View) -> NDArray[np.float64]:
    """Days since the last stage change, or since creation before the first."""
    at = view.population.stages.at
    known = view.stage_here > view.stage_first
    since = np.where(known, at[np.where(known, view.stage_here - 1, 0)] if at.size else 0, view.created)
    return days(since, view.as_of, np.ones(since.size, dtype=bool))


def _changes_words(count: float) -> str:
    return f"{count:.0f} stage {'change' if count == 1 else 'changes'} so far"


def _recycled(view: View) -> NDArray[np.int64]:
    stage = view.population.stages.columns["stage"].mapped({"recycled": 1}, 0, 0)
    running = np.concatenate(([0], np.cumsum(stage)))
    return running[view.stage_here] - running[view.stage_first]


def _recycled_words(count: float) -> str:
    if math.isnan(count) or count == 0:
        return "never recycled"
    return f"recycled {count:.0f} {'time' if count == 1 else 'times'}"
