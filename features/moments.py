"""Moments: when a lead is looked at, for training."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from features.clock import MICROSECOND
from features.population import Moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from features.agreement import Moments as Ages
    from features.population import Population


def training_moments(population: Population, ages: Ages, until: int) -> Moments:
    """Each lead at the agreed ages and just after each of its stage changes, before ``until``.

    A stage change is known one microsecond after it happened, since features look strictly before a moment.
    There is one moment per lead and instant.
    """
    leads = np.arange(len(population.lead_id), dtype=np.int64)
    ages_after = np.array(ages.after_creation, dtype=np.int64)
    lead = np.repeat(leads, ages_after.size)
    when = (population.created[:, None] + ages_after).ravel()
    if ages.at_stage_changes:
        lead = np.concatenate((lead, population.stages.key_of_row()))
        when = np.concatenate((when, population.stages.at + MICROSECOND))
    return distinct(lead, when, population, until)


def distinct(
    lead: NDArray[np.int64], as_of: NDArray[np.int64], population: Population, until: int
) -> Moments:
    """The moments in order, without repeats, at or after the lead's creation and before ``until``."""
    possible = (as_of >= population.created[lead]) & (as_of < until)
    lead, as_of = lead[possible], as_of[possible]
    order = np.lexsort((as_of, lead))
    lead, as_of = lead[order], as_of[order]
    first = np.ones(lead.size, dtype=bool)
    first[1:] = (lead[1:] != lead[:-1]) | (as_of[1:] != as_of[:-1])
    return Moments(lead[first], as_of[first])
