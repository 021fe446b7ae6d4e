"""Scores a workspace's leads with a bundle, shard by shard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from features.labels import closed
from features.load import load_population, shards_of
from features.population import Moments
from models.score import records, without_score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from features.population import Population
    from features.sources import Journey
    from models.score import Score
    from models.scorer import Scorer, Scores

    Listener = Callable[[Scores, tuple[str, ...], Sequence[Score]], None]
    """Told the scores of each chunk, the lead ids of its population, and the scores' records."""

CHUNK = 20_000
"""Moments explained at a time, so that contributions of all columns stay within bounded memory."""


def score_open(scorer: Scorer, journey: Journey, as_of: int, tell: Listener | None = None) -> list[Score]:
    """Every lead that was created before ``as_of`` and not closed by then, best rank first."""
    found: list[Score] = []
    for population in _shards(journey):
        lead = np.flatnonzero(population.created < as_of).astype(np.int64)
        moments = Moments(lead, np.full(lead.size, as_of, dtype=np.int64))
        still = ~closed(population, moments)
        for scores in _chunks(scorer, population, Moments(lead[still], moments.as_of[still])):
            told = records(scorer, scores, population.lead_id)
            if tell:
                tell(scores, population.lead_id, told)
            found.extend(told)
    return sorted(found, key=lambda score: (-(score.rank if score.rank is not None else -1.0), score.lead_id))


def score_moments(
    scorer: Scorer,
    journey: Journey,
    lead_ids: list[str],
    as_of: list[int],
    tell: Listener | None = None,
) -> list[Score]:
    """Exactly the given moments, in their order, one record each; repeats are scored once and told again."""
    wanted: dict[str, list[int]] = {}
    for row, lead_id in enumerate(lead_ids):
        wanted.setdefault(lead_id, []).append(row)
    out: list[Score | None] = [None] * len(lead_ids)
    known: set[str] = set()
    for population in _shards(journey):
        asked = _asked(population, wanted, as_of)
        known.update(lead_id for lead_id in population.lead_id if lead_id in wanted)
        pairs = np.array(list(asked), dtype=np.int64).reshape(-1, 2)
        rows_of = iter(asked.values())
        for scores in _chunks(scorer, population, Moments(pairs[:, 0].copy(), pairs[:, 1].copy())):
            told = records(scorer, scores, population.lead_id)
            if tell:
                tell(scores, population.lead_id, told)
            for record in told:
                for row in next(rows_of):
                    out[row] = record
    return [
        record
        if record is not None
        else without_score(scorer, lead_ids[row], as_of[row], lead_ids[row] in known)
        for row, record in enumerate(out)
    ]


def _asked(
    population: Population, wanted: dict[str, list[int]], as_of: list[int]
) -> dict[tuple[int, int], list[int]]:
    """The moments wanted of a population's leads, in order, and the rows that want each."""
    found = sorted(
        (number, as_of[row], row)
        for number, lead_id in enumerate(population.lead_id)
        for row in wanted.get(lead_id, ())
        if as_of[row] >= population.created[number]
    )
    rows_of: dict[tuple[int, int], list[int]] = {}
    for number, instant, row in found:
        rows_of.setdefault((number, instant), []).append(row)
    return rows_of


def _shards(journey: Journey) -> Iterator[Population]:
    count = shards_of(journey)
    return (load_population(journey, shard, count) for shard in range(count))


def _chunks(scorer: Scorer, population: Population, moments: Moments) -> Iterator[Scores]:
    for begin in range(0, moments.lead.size, CHUNK):
        yield scorer.score(
            population, Moments(moments.lead[begin : begin + CHUNK], moments.as_of[begin : begin + CHUNK])
        )
