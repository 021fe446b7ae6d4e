"""Which of two bundles was right, on scores whose horizon has passed: as scored at the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from features.labels import labels
from features.load import load_population, shards_of
from features.population import Moments
from models.bootstrap import paired_difference
from models.metrics import Ranked, auc, log_loss
from pipelines.compare.likeness import p_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.agreement.values import Target
    from features.population import Population
    from features.sources import Journey
    from models.bootstrap import Difference
    from models.ledger import Pair
    from models.rows import Floats, Ints

MEASURES: Final = {"log_loss": log_loss, "auc": auc}


class Measured(NamedTuple):
    """A measure of both bundles, and the shadow's less the champion's with its 95 % interval over leads."""

    champion: float | None
    shadow: float | None
    difference: Difference | None


class Matured(NamedTuple):
    """One target, judged.

    Attributes:
        scores: how many requests both scored whose outcome is known now.
        leads: of how many leads; a lead counts once, however often it was asked for.
        outcomes: how many of the scores came true.
        measures: log loss (less is better) and AUC (more is better).
    """

    scores: int
    leads: int
    outcomes: int
    measures: dict[str, Measured]


def outcomes_of(
    journey: Journey, pairs: Sequence[Pair], horizons: dict[Target, int], known_until: int
) -> dict[Target, Floats]:
    """By target, 1.0 where the lead of a pair reached it within the horizon, 0.0 where not, else NaN."""
    found: dict[Target, Floats] = {target: np.full(len(pairs), np.nan) for target in horizons}
    wanted: dict[str, list[int]] = {}
    for row, pair in enumerate(pairs):
        if pair.lead_id:
            wanted.setdefault(pair.lead_id, []).append(row)
    shards = shards_of(journey)
    for shard in range(shards):
        population = load_population(journey, shard, shards)
        rows, moments = _moments(population, pairs, wanted)
        for target, horizon in horizons.items():
            found[target][rows] = labels(population, moments, target, horizon, known_until)
    return found


def matured(pairs: Sequence[Pair], target: Target, y: Floats) -> Matured:
    """The judgement of one target; ``y`` [pairs] is what ``outcomes_of`` found."""
    told = [
        (row, ours, theirs)
        for row, pair in enumerate(pairs)
        if not np.isnan(y[row])
        and (ours := p_of(pair.champion, target)) is not None
        and (theirs := p_of(pair.shadow, target)) is not None
    ]
    rows = np.array([row for row, _, _ in told], dtype=np.int64)
    champion, shadow = (np.array([one[place] for one in told], dtype=np.float64) for place in (1, 2))
    _, lead, asked = np.unique([pairs[row].lead_id for row in rows], return_inverse=True, return_counts=True)
    weight = 1.0 / asked[lead] if rows.size else np.zeros(0)
    measures = {name: _measured(name, y[rows], champion, shadow, weight, lead) for name in MEASURES}
    return Matured(int(rows.size), int(asked.size), int(y[rows].sum()), measures if rows.size else {})


def _measured(name: str, y: Floats, champion: Floats, shadow: Floats, weight: Floats, lead: Ints) -> Measured:
    function = MEASURES[name]
    ours, theirs = (function(Ranked.of(y, p, weight, lead)) for p in (champion, shadow))
    return Measured(ours, theirs, paired_difference(y, shadow, champion, weight, lead, metric=name))


def _moments(
    population: Population, pairs: Sequence[Pair], wanted: dict[str, list[int]]
) -> tuple[list[int], Moments]:
    """The pairs whose lead is in the population and was created by then, in the order of moments."""
    found = sorted(
        (number, pairs[row].as_of, row)
        for number, lead_id in enumerate(population.lead_id)
        for row in wanted.get(lead_id, ())
        if pairs[row].as_of >= population.created[number]
    )
    lead, as_of = (np.array([one[place] for one in found], dtype=np.int64) for place in (0, 1))
    return [row for _, _, row in found], Moments(lead, as_of)
