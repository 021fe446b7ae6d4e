"""Labels: what became of a lead within the horizon of a moment; none while that is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from features.history import place_before
from features.population import FAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.agreement.values import Target
    from features.population import Moments, Population


def reached(population: Population, target: Target) -> NDArray[np.int64]:
    """When each lead first reached the target, FAR if it has not. Winning reaches a skipped SQL too."""
    return population.reached_sql if target == "sql" else population.reached_won


def closed(population: Population, moments: Moments) -> NDArray[np.bool_]:
    """Whether the lead had been won, or was lost and not recycled since, strictly before the moment."""
    stages = population.stages
    stage = stages.columns["stage"]
    lost = stage.values.index("lost") if "lost" in stage.values else len(stage.values)
    return _closed(stages.starts, stages.at, stage.codes, lost, population.reached_won, *moments)


@njit(cache=True, nogil=True)
def _closed(
    starts: NDArray[np.int64],
    at: NDArray[np.int64],
    stage: NDArray[np.int32],
    lost: int,
    won: NDArray[np.int64],
    lead: NDArray[np.int64],
    as_of: NDArray[np.int64],
) -> NDArray[np.bool_]:
    shut = np.empty(lead.size, np.bool_)
    for i in range(lead.size):
        here = place_before(starts, at, lead[i], as_of[i])
        gone = here > starts[lead[i]] and stage[here - 1] == lost
        shut[i] = gone or won[lead[i]] < as_of[i]
    return shut


def at_risk(population: Population, moments: Moments, target: Target) -> NDArray[np.bool_]:
    """Whether the target could still be reached, by what was known strictly before the moment."""
    before = reached(population, target)[moments.lead] < moments.as_of
    return ~before & ~closed(population, moments)


def labels(
    population: Population, moments: Moments, target: Target, horizon: int, known_until: int
) -> NDArray[np.float64]:
    """1.0 where the target was reached in ``(as_of, as_of + horizon]``, 0.0 where not, NaN without a label.

    There is no label while the horizon has not passed by ``known_until`` (rows dated before it are known):
    converted early or not, an immature moment says nothing yet about those like it. Nor is there one for a
    lead that is no longer at risk, or that reaches the target at the very instant of the moment.
    """
    when = reached(population, target)[moments.lead]
    outcome = (when > moments.as_of) & (when <= moments.as_of + horizon)
    mature = moments.as_of + horizon < known_until
    told = mature & at_risk(population, moments, target) & (when != moments.as_of)
    return np.where(told, outcome.astype(np.float64), np.nan)


def lost_since(population: Population, moments: Moments) -> NDArray[np.int64]:
    """When each moment's lead was next lost, at or after the moment; FAR if never. int64 [moments]"""
    stages = population.stages
    lost = np.flatnonzero(stages.columns["stage"].mapped({"lost": 1}, 0, 0) == 1)
    here = stages.before(moments.lead, moments.as_of)
    following = np.searchsorted(lost, here)
    row = np.append(lost, stages.at.size)[following]
    within = row < stages.starts[moments.lead + 1]
    return np.where(within, np.append(stages.at, FAR)[row], FAR)
