"""From a request to its answer, through the same engine and scorer as batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from features.population import Moments
from models.score import records, without_score
from serving.request.contract import ScoreIn, now
from serving.request.dialect import Dialect
from serving.request.facts import NOTHING, Held, inputs_of
from serving.request.inputs import Inputs, population
from serving.request.warnings import warnings
from serving.scored import Scored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.scorer import Scorer

_TRIAL: Final = ScoreIn.model_validate(
    {
        "created_at": "2024-01-01",
        "as_of": "2024-01-03",
        "touches": [{"at": "2024-01-02", "kind": "visit"}],
        "stages": [{"at": "2024-01-02", "stage": "mql"}],
        "explain": True,
    }
)


class Answerer:
    """Answers requests with one scorer. It keeps nothing between them."""

    def __init__(self, scorer: Scorer) -> None:
        self.scorer = scorer
        self.dialect = Dialect(scorer)
        self.zone = ZoneInfo(scorer.agreement.timezone)

    def try_out(self) -> None:
        """Answers once, so that what cannot answer never serves, and no caller waits for a first time."""
        self.answer(_TRIAL)

    def inputs(self, asked: ScoreIn, held: Held = NOTHING) -> Inputs:
        """What is scored: what a request tells, over what is held of the lead, as of now if it does not say.

        Raises:
            Refusal: an attribute has a value that cannot be read.
        """
        as_of = asked.as_of if asked.as_of is not None else now()
        return inputs_of(self.dialect, asked, as_of, held)

    def answer(self, asked: ScoreIn) -> dict[str, Any]:
        """The flat answer to a request about a lead of which nothing is held.

        Raises:
            Refusal: an attribute has a value that cannot be read.
        """
        (scored,) = self.score([self.inputs(asked)])
        return {**scored.answer(asked.explain), "warnings": warnings(self.dialect, asked)}

    def score(self, inputs: Sequence[Inputs]) -> list[Scored]:
        """The scores of some inputs, in their order; each as if it had been asked alone."""
        living = [one for one in inputs if one.as_of >= one.born]
        found = iter(self._of_living(living))
        return [next(found) if one.as_of >= one.born else self._unborn(one) for one in inputs]

    def _of_living(self, inputs: list[Inputs]) -> list[Scored]:
        if not inputs:
            return []
        whole = population(inputs, self.dialect.attributes)
        first = np.cumsum([0, *(1 + len(one.colleagues) for one in inputs[:-1])], dtype=np.int64)
        moments = Moments(first, np.array([one.as_of for one in inputs], dtype=np.int64))
        scores = self.scorer.score(whole, moments)
        names = [""] * len(whole.lead_id)
        for place, one in zip(first, inputs, strict=True):
            names[place] = one.lead_id
        said = records(self.scorer, scores, tuple(names))
        return [
            Scored(self.scorer, one, record, scores, row)
            for row, (one, record) in enumerate(zip(inputs, said, strict=True))
        ]

    def _unborn(self, one: Inputs) -> Scored:
        record = without_score(self.scorer, one.lead_id, one.as_of, known=True)
        return Scored(self.scorer, one, record, None, 0)
