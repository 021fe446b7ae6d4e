"""One period: learn as of its first instant, score the leads that came next, compare with what happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from features.agreement import read_agreement
from features.clock import iso, words
from features.sources import open_journey
from models.workspace import Workspace
from pipelines.backtest.capacity import Weeks
from pipelines.backtest.inputs import refuse_other_inputs
from pipelines.backtest.measured import measured
from pipelines.backtest.scored import immature, scored
from pipelines.train.belief import prepare
from pipelines.train.learning import learn
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from features.agreement.values import Target
    from models.rows import Bools, Rows
    from pipelines.backtest.periods import Period
    from pipelines.backtest.work import Task
    from pipelines.train.belief import Belief

    Tell = Callable[[str], None]


def judged(task: Task, tell: Tell) -> dict[str, Any]:
    """What the period shows, per target, as plain JSON values."""
    period = task.period
    belief = learnt_as_of(task.workspace, period.start, tell)
    tell("scoring")
    agreement = read_agreement(task.workspace)
    with open_journey(agreement, task.workspace) as journey:
        material = Material(journey, agreement, end_of(journey))
        refuse_other_inputs(Workspace(task.workspace), material, task.inputs)
        asked = replace(belief, dataset=scored(material, belief.catalog, period))
    return {
        "name": period.name,
        "from": iso(period.start),
        "to": iso(period.end),
        "leads": int(np.unique(asked.dataset.lead).size),
        "targets": {
            target: _target(_Asked(belief, asked, target, period, material), tell)
            for target in agreement.targets.horizons()
        },
    }


@dataclass(frozen=True, eq=False)
class _Asked:
    """What was learnt, whom it is asked about, and for which target.

    ``leads`` has the models of ``learnt`` and the period's dataset.
    """

    learnt: Belief
    leads: Belief
    target: Target
    period: Period
    material: Material

    @property
    def horizon(self) -> int:
        return self.material.agreement.targets.horizons()[self.target]

    @property
    def weeks(self) -> Weeks | None:
        capacity = self.material.agreement.action.capacity_per_week
        return None if capacity is None else Weeks(self.period.start, self.period.end, capacity)


def _target(asked: _Asked, tell: Tell) -> dict[str, Any]:
    data, target = asked.leads.dataset, asked.target
    at = ~np.isnan(data.y[target])
    looks = asked.leads.rows(target, at)
    young = int(immature(data, target, asked.horizon, asked.material.until).sum())
    told: dict[str, Any] = {"judged": _counts(looks), "immature": young, "trained": None}
    if target not in asked.learnt.funnel.targets:
        return {**told, "status": "not_trained", "why": _too_few_known(asked.learnt, target)}
    train = asked.learnt.rows(target, asked.learnt.trained_on[target])
    told["trained"] = _counts(train)
    status, why = _status(looks, young, asked.horizon)
    if status != "judged":
        return {**told, "status": status, "why": why}
    said = asked.leads.p(target, at)
    numbers = measured(said, train, looks, asked.weeks, lambda name: tell(f"{target}: {name}"))
    return {**told, "status": status, "why": why, **numbers}


def learnt_as_of(workspace: Path, instant: int, tell: Tell) -> Belief:
    """What production would have learnt at an instant: no row dated from it on is even read."""
    agreement = read_agreement(workspace)
    horizons = agreement.targets.horizons()
    tell("reading what was known")
    with open_journey(agreement, workspace, until=instant) as journey:
        known = prepare(Material(journey, agreement, instant), instant)
    tell("learning")
    allowed: dict[Target, Bools] = {target: known.dataset.open[target] for target in horizons}
    young = np.ones(known.dataset.as_of.size, dtype=bool)
    return learn(known, allowed, horizons, agreement.seed, _silent, young=young)


def _silent() -> None:
    """Boosting has a tick a tree; one line for all processes has no room for them."""


def _status(looks: Rows, young: int, horizon: int) -> tuple[str, str | None]:
    if not len(looks):
        if young:
            return "immature", f"Nobody knows yet: the {words(horizon)} of its leads are not over."
        return "no_leads", "No lead came in that could still convert."
    if np.unique(looks.y).size == 1:
        counts = _counts(looks)
        return (
            "one_outcome",
            f"{counts['converted']} of {counts['leads']} leads converted: there is nothing to tell apart.",
        )
    return "judged", None


def _too_few_known(belief: Belief, target: Target) -> str:
    rows = belief.rows(target, belief.dataset.open[target])
    won, lost = (np.unique(rows.lead[rows.y == outcome]).size for outcome in (1, 0))
    return f"Too few outcomes were known then: {won} leads had converted in time and {lost} had not."


def _counts(rows: Rows) -> dict[str, int]:
    return {
        "rows": len(rows),
        "leads": int(np.unique(rows.lead).size),
        "converted": int(np.unique(rows.lead[rows.y == 1]).size),
    }
