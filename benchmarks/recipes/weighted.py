"""The rival to the young moments' step: moments with a known outcome, by the inverse chance of knowing it.

A moment's outcome becomes known when it converts, is lost, or its horizon ends, after t. The chance that it
was followed so long is the share of moments at least t old, and 1 over it the weight (inverse probability of
censoring: M. J. van der Laan, J. M. Robins, Unified Methods for Censored Longitudinal Data and Causality,
Springer 2003).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.booster import BoosterSettings
from models.censoring import Young
from models.funnel import events_of, outcomes
from models.learn import Sample, learn_event

if TYPE_CHECKING:
    from benchmarks.contest.past import Past
    from models.funnel import Event
    from models.rows import Floats, Ints
    from pipelines.train.belief import Belief


def weighted(split: Past) -> Belief:
    """Leadcast, taught by all moments with a known outcome, each with its weight."""
    prepared = replace(split.prepared, wanted=split.prepared.wanted.model_copy(update={"censoring": False}))
    settings = BoosterSettings(seed=split.seed, monotone=prepared.monotone)
    models = {
        event.name: learn_event(_sample(split, event), settings, prepared.wanted, event.word)
        for event in events_of(split.horizons)
    }
    return replace(prepared, models=models, horizons=dict(split.horizons))


def _sample(split: Past, event: Event) -> Sample:
    data = split.prepared.dataset
    found = outcomes(event, data, split.origin)
    mature = split.allowed[event.target] & ~np.isnan(found.y)
    young = found.young & split.young
    at = mature | (young & ~np.isnan(found.so_far))
    y = np.where(young, found.so_far, found.y)
    gone = np.where(data.lost - data.as_of > 0, data.lost - data.as_of, event.horizon)
    told = np.minimum(np.where(y == 1, found.delay, gone), event.horizon)
    rows = split.prepared.labelled(y, at)
    weight = weights(told[at], (split.origin - data.as_of)[mature | young])
    return Sample(
        rows=replace(rows, weight=weight),
        created=data.created[at],
        account=data.account[at],
        delay=found.delay[at],
        horizon=event.horizon,
        young=_nobody(data.x.shape[1]),
    )


def weights(told: Ints, followed: Ints) -> Floats:
    """One over the share of all moments ``followed`` as long as it took until the outcome was ``told``."""
    longer = followed.size - np.searchsorted(np.sort(followed), told, side="left")
    return followed.size / np.maximum(longer, 1)


def _nobody(columns: int) -> Young:
    none = np.empty(0, np.int64)
    return Young(np.empty((0, columns), np.float32), np.empty(0), none, none, none)
