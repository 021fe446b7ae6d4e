"""How long each lead was followed from a moment, and how that ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from features.delays.curve import CENSORED, CLOSED, REACHED
from features.labels import at_risk, reached
from features.population import FAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.agreement.values import Target
    from features.population import Moments, Population


def waits(
    population: Population, moments: Moments, target: Target, until: int
) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Delays in microseconds and ends, of the moments at which the target could still be reached.

    A lead that reaches it after having been lost and taken up again has reached it; one that is lost and
    stays so has closed when it was lost. All others are followed until the data end, at ``until``.
    """
    open_then = at_risk(population, moments, target)
    when = reached(population, target)[moments.lead]
    counted = open_then & (when != moments.as_of) & (moments.as_of < until)
    when, start = when[counted], moments.as_of[counted]
    lost = _lost_for_good(population, until)[moments.lead[counted]]
    delay = np.minimum(np.minimum(when, lost), until) - start
    end = np.where(when < until, REACHED, np.where(lost < until, CLOSED, CENSORED))
    delay = np.where(when < until, when - start, delay)
    return delay, end.astype(np.int8)


def _lost_for_good(population: Population, until: int) -> NDArray[np.int64]:
    """When each lead was lost, if it is the last that was heard of it before ``until``; else FAR; [leads]."""
    stages = population.stages
    leads = np.arange(len(population.lead_id), dtype=np.int64)
    first, here = stages.starts[:-1], stages.before(leads, np.full(leads.size, until, dtype=np.int64))
    found = np.full(leads.size, FAR, dtype=np.int64)
    if not stages.at.size:
        return found
    lost = stages.columns["stage"].mapped({"lost": 1}, 0, 0) == 1
    rows = np.arange(lost.size, dtype=np.int64)
    other = np.maximum.accumulate(np.where(lost, -1, rows))  # the last row so far that is no loss
    ended = (here > first) & lost[np.maximum(here - 1, 0)]
    since = np.maximum(other[np.maximum(here - 1, 0)] + 1, first)
    found[ended] = stages.at[since[ended]]
    return found
