"""From a request to its answer, through the same engine and scorer as batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from features.population import Moments
from models.reasons import MOST
from models.score import records, without_score
from serving.request import rows
from serving.request.contract import ScoreIn, now
from serving.request.dialect import Dialect

if TYPE_CHECKING:
    from models.score import Score
    from models.scorer import Scorer, Scores

_FLAT: Final = (
    "lead_id",
    "as_of",
    "status",
    "status_why",
    "p_sql",
    "p_close",
    "p_close_given_sql",
    "rank",
    "grade",
    "action",
    "fit_score",
    "fit_grade",
    "fit_status",
    "model_version",
    "agreement_version",
)
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

    def answer(self, asked: ScoreIn) -> dict[str, Any]:
        """The flat answer; with ``explain`` also every contribution and the fit's reasons.

        Raises:
            Refusal: an attribute has a value that cannot be read.
        """
        as_of = asked.as_of if asked.as_of is not None else now()
        if as_of < asked.born(as_of):
            return self._unborn(asked, as_of)
        population = rows.population(self.dialect, asked, as_of)
        moments = Moments(np.zeros(1, dtype=np.int64), np.array([as_of], dtype=np.int64))
        scores = self.scorer.score(population, moments)
        (record,) = records(self.scorer, scores, (asked.lead_id,))
        explained = {"explanation": _explained(self.scorer, scores, record)} if asked.explain else {}
        return {**self._flat(record, asked), **explained}

    def _unborn(self, asked: ScoreIn, as_of: int) -> dict[str, Any]:
        explained = {"explanation": {"targets": {}, "fit_reasons": []}} if asked.explain else {}
        record = without_score(self.scorer, asked.lead_id, as_of, known=True)
        return {**self._flat(record, asked), **explained}

    def _flat(self, record: Score, asked: ScoreIn) -> dict[str, Any]:
        """Fixed keys, always all present, one value each."""
        said: dict[str, Any] = {name: getattr(record, name) for name in _FLAT}
        for key, sentences in (("reason", record.reasons), ("against", record.against)):
            padded = (*sentences, *[""] * MOST)[:MOST]
            said |= {f"{key}_{number}": sentence for number, sentence in enumerate(padded, 1)}
        return {**said, "warnings": rows.warnings(self.dialect, asked)}


def _explained(scorer: Scorer, scores: Scores, record: Score) -> dict[str, Any]:
    """Each target's contributions to its log-odds; with the expected value they sum to the margin."""
    targets: dict[str, Any] = {}
    for target, forecast in scores.forecasts.items():
        if np.isnan(forecast.margin[0]):
            continue
        *contributions, expected = forecast.contributions[0].tolist()
        targets[target] = {
            "margin": float(forecast.margin[0]),
            "expected_value": expected,
            "contributions": dict(zip(scorer.targets[target].names, contributions, strict=True)),
        }
    return {"targets": targets, "fit_reasons": list(record.fit_reasons)}
