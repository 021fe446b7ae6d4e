"""Scores a workspace's leads with a bundle, shard by shard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from features.labels import closed
from features.load import load_population, shards_of
from features.population import Moments
from models.score import records, without_score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from features.population import Population
    from features.sources import Journey
    from models.score import Score
    from models.scorer import Scorer, Scores

CHUNK = 20_000
"""Moments explained at a time, so that contributions of all columns stay within bounded memory."""


def score_open(scorer: Scorer, journey: Journey, as_of: int) -> list[Score]:
    """Every lead that was created before ``as_of`` and not closed by then, best rank first."""
    found: list[Score] = []
    for population in _shards(journey):
        lead = np.flatnonzero(population.created < as_of).astype(np.int64)
        moments = Moments(lead, np.full(lead.size, as_of, dtype=np.int64))
        still = ~closed(population, moments)
        for scores in _chunks(scorer, population, Moments(lead[still], moments.as_of[still])):
            found.extend(records(scorer, scores, population.lead_id))
    return sorted(found, key=lambda score: (-(score.rank if score.rank is not None else -1.0), score.lead_id))


def score_moments(scorer: Scorer, journey: Journey, lead_ids: list[str], as_of: list[int]) -> list[Score]:
    """Exactly the given moments, in their order, one record each; repeats are scored alike."""
    wanted: dict[str, list[int]] = {}
    for row, lead_id in enumerate(lead_ids):
        wanted.setdefault(lead_id, []).append(row)
    out: list[Score | None] = [None] * len(lead_ids)
    known: set[str] = set()
    for population in _shards(journey):
        place = {lead_id: number for number, lead_id in enumerate(population.lead_id) if lead_id in wanted}
        known.update(place)
        asked = [
            (number, as_of[row], row)
            for lead_id, number in place.items()
            for row in wanted[lead_id]
            if as_of[row] >= population.created[number]
        ]
        rows_of: dict[tuple[int, int], list[int]] = {}
        for number, instant, row in sorted(asked):
            rows_of.setdefault((number, instant), []).append(row)
        pairs = np.array(list(rows_of), dtype=np.int64).reshape(-1, 2)
        done = (
            record
            for scores in _chunks(scorer, population, Moments(pairs[:, 0].copy(), pairs[:, 1].copy()))
            for record in records(scorer, scores, population.lead_id)
        )
        for record, rows in zip(done, rows_of.values(), strict=True):
            for row in rows:
                out[row] = record
    return [
        record
        if record is not None
        else without_score(scorer, lead_ids[row], as_of[row], lead_ids[row] in known)
        for row, record in enumerate(out)
    ]


def _shards(journey: Journey) -> Iterator[Population]:
    count = shards_of(journey)
    return (load_population(journey, shard, count) for shard in range(count))


def _chunks(scorer: Scorer, population: Population, moments: Moments) -> Iterator[Scores]:
    for begin in range(0, moments.lead.size, CHUNK):
        yield scorer.score(
            population, Moments(moments.lead[begin : begin + CHUNK], moments.as_of[begin : begin + CHUNK])
        )
