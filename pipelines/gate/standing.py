"""Where every open lead stands with a bundle: its grade and its rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from features.labels import closed
from features.population import Moments
from models.actions import action_of
from models.grade import grade_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from features.population import Population
    from models.rows import Bools
    from models.scorer import Scorer, Scores
    from pipelines.train.material import Material

CHUNK: Final = 20_000
"""Moments scored at a time."""


class Standing(NamedTuple):
    """A lead's grade, and its rank from 0 to 100; None where it has none."""

    grade: str
    rank: float | None


def standings(scorer: Scorer, material: Material) -> dict[str, Standing]:
    """By lead id, every lead that was created and not closed before the material's end."""
    found: dict[str, Standing] = {}
    for population in material.populations():
        lead = np.flatnonzero(population.created < material.until).astype(np.int64)
        moments = Moments(lead, np.full(lead.size, material.until, dtype=np.int64))
        still = ~closed(population, moments)
        for scores in scored(scorer, population, Moments(lead[still], moments.as_of[still])):
            for place, band, rank, fit in zip(
                scores.moments.lead.tolist(),
                scores.band.tolist(),
                scores.rank.tolist(),
                scores.fits,
                strict=True,
            ):
                known = None if np.isnan(rank) else round(rank, 2)
                found[population.lead_id[place]] = Standing(grade_of(fit, band), known)
    return found


def scored(scorer: Scorer, population: Population, moments: Moments) -> Iterator[Scores]:
    """The scores of many moments without reasons, some at a time."""
    for begin in range(0, moments.lead.size, CHUNK):
        some = Moments(moments.lead[begin : begin + CHUNK], moments.as_of[begin : begin + CHUNK])
        yield scorer.score(population, some, explain=False)


def handed(scorer: Scorer, scores: Scores) -> Bools:
    """Whether sales is handed the lead, at each of the moments scored."""
    ruled = bool(scorer.agreement.icp.rule)
    said = zip(scores.status, scores.fits, scores.band.tolist(), strict=True)
    return np.array(
        [
            action_of(status, fit.status, fit.grade, band, ruled=ruled).startswith("hand to sales")
            for status, fit, band in said
        ],
        dtype=bool,
    )
