"""Scores whose outcome is known by now, as they were given at the time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from features.clock import instant
from features.labels import labels
from features.population import Moments
from models.exploration import explored_alone, weights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from features.agreement.values import Target
    from features.population import Population
    from models.ledger.reading import ScoredRow
    from models.rows import Bools, Floats
    from models.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Cohort:
    """The matured scores of one bundle and target; arrays are [leads], one score a lead: its first.

    Attributes:
        y: what became of it within the horizon.
        p: what was promised.
        explored: 1 where the lead was handed over because of its id alone, for evaluation by them alone.
        weight: one over the chance of having been handed over, 0 where it was not.
        unknown: scores of leads the sources no longer have, or that said nothing any more.
    """

    version: str
    target: Target
    y: Floats
    p: Floats
    explored: Floats
    weight: Floats
    unknown: int


def matured(
    rows: Iterable[ScoredRow], horizons: dict[Target, int], now: int, span: int
) -> dict[tuple[str, Target], list[ScoredRow]]:
    """By bundle and target: each lead's first score among those that matured within ``span`` before ``now``.

    A score is mature once its whole horizon has passed; younger ones say nothing, not "no".
    """
    first: dict[tuple[str, Target], dict[str, ScoredRow]] = {}
    for row in rows:
        for target, horizon in horizons.items():
            end = row.as_of + horizon
            if (row.p_sql if target == "sql" else row.p_close) is None or not now - span <= end < now:
                continue
            kept = first.setdefault((row.model_version, target), {})
            if row.lead_id not in kept or row.as_of < kept[row.lead_id].as_of:
                kept[row.lead_id] = row
    return {group: [kept[lead] for lead in sorted(kept)] for group, kept in sorted(first.items())}


def cohorts(
    groups: dict[tuple[str, Target], list[ScoredRow]],
    populations: Iterable[Population],
    horizons: dict[Target, int],
    now: int,
) -> list[Cohort]:
    """The groups with what became of their leads by ``now``."""
    outcome: dict[tuple[str, Target], Floats] = {
        group: np.full(len(rows), np.nan) for group, rows in groups.items()
    }
    for population in populations:
        place = {lead_id: number for number, lead_id in enumerate(population.lead_id)}
        for (version, target), rows in groups.items():
            here = [at for at, row in enumerate(rows) if row.lead_id in place]
            lead = np.array([place[rows[at].lead_id] for at in here], dtype=np.int64)
            as_of = np.array([rows[at].as_of for at in here], dtype=np.int64)
            y = labels(population, Moments(lead, as_of), target, horizons[target], now)
            outcome[version, target][here] = y
    return [_cohort(*group, rows, outcome[group]) for group, rows in groups.items()]


def _cohort(version: str, target: Target, rows: list[ScoredRow], y: Floats) -> Cohort:
    told: Bools = ~np.isnan(y)
    p = np.array([row.p_sql if target == "sql" else row.p_close for row in rows], dtype=np.float64)
    propensity = np.array([row.propensity for row in rows], dtype=np.float64)  # NaN where there is none
    explore = np.array([row.explore for row in rows], dtype=bool)
    handed = (propensity == 1) | (explore & (propensity > 0))
    return Cohort(
        version,
        target,
        y[told],
        p[told],
        explored_alone(explore, propensity)[told],
        weights(handed, propensity)[told],
        int((~told).sum()),
    )


def in_its_time(rows: Iterable[ScoredRow], workspace: Workspace) -> Iterable[ScoredRow]:
    """The scores that were forecasts: their bundle was not trained on what came after their moment."""
    known: dict[str, int] = {}
    for version in workspace.versions():
        known[version] = instant(str(workspace.bundle(version).manifest["facts"]["as_of"]))
    return (row for row in rows if row.as_of >= known.get(row.model_version, row.as_of))
