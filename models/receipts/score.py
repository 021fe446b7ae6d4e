"""Scores some inputs; the service, a batch that leaves receipts and a replay all come here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from features.population import Moments
from models.receipts.inputs import population
from models.receipts.scored import Scored
from models.score import records, without_score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.receipts.inputs import Inputs
    from models.scorer import Scorer


def score(scorer: Scorer, inputs: Sequence[Inputs]) -> list[Scored]:
    """The scores of some inputs, in their order; each as if it had been asked alone."""
    living = [one for one in inputs if one.as_of >= one.born]
    found = iter(_of_living(scorer, living))
    return [next(found) if one.as_of >= one.born else _unborn(scorer, one) for one in inputs]


def _of_living(scorer: Scorer, inputs: list[Inputs]) -> list[Scored]:
    if not inputs:
        return []
    whole = population(inputs, tuple(scorer.plan.attributes))
    first = np.cumsum([0, *(1 + len(one.colleagues) for one in inputs[:-1])], dtype=np.int64)
    moments = Moments(first, np.array([one.as_of for one in inputs], dtype=np.int64))
    scores = scorer.score(whole, moments)
    names = [""] * len(whole.lead_id)
    for place, one in zip(first, inputs, strict=True):
        names[place] = one.lead_id
    said = records(scorer, scores, tuple(names))
    return [
        Scored(scorer, one, record, scores, row)
        for row, (one, record) in enumerate(zip(inputs, said, strict=True))
    ]


def _unborn(scorer: Scorer, one: Inputs) -> Scored:
    return Scored(scorer, one, without_score(scorer, one.lead_id, one.as_of, known=True), None, 0)
