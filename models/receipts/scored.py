"""One score with all that it came from: what is answered, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from models.reasons import MOST

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.funnel import Forecast
    from models.receipts.inputs import Inputs
    from models.score import Score
    from models.scorer import Scorer, Scores

FLAT: Final = (
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
    "explore",
    "handover_propensity",
    "fit_score",
    "fit_grade",
    "fit_status",
    "model_version",
    "agreement_version",
)


@dataclass(frozen=True, eq=False)
class Scored:
    """A score.

    Attributes:
        scores: those it was computed with; None where the lead was not created yet.
        row: its place among them.
    """

    scorer: Scorer
    inputs: Inputs
    record: Score
    scores: Scores | None
    row: int

    @cached_property
    def flat(self) -> dict[str, Any]:
        """What is answered: fixed keys, always all present, one value each."""
        versions = self.record.model_version, self.record.agreement_version
        said: dict[str, Any] = {"score_id": self.inputs.score_id(*versions)}
        said |= {name: getattr(self.record, name) for name in FLAT}
        return said | _numbered("reason", self.record.reasons) | _numbered("against", self.record.against)

    @property
    def forecasts(self) -> dict[Target, Forecast]:
        """Those of its targets that were forecast for it."""
        every = self.scores.forecasts if self.scores else {}
        return {target: found for target, found in every.items() if not np.isnan(found.margin[self.row])}

    def answer(self, explain: bool) -> dict[str, Any]:
        """The flat answer; with ``explain`` also all it is made of."""
        if not explain:
            return self.flat
        fit_reasons = list(self.record.fit_reasons)
        return {**self.flat, "explanation": {"targets": self.explained(), "fit_reasons": fit_reasons}}

    def explained(self) -> dict[str, Any]:
        """Each target's contributions to its log-odds; with the expected value they sum to the margin."""
        targets: dict[str, Any] = {}
        for target, forecast in self.forecasts.items():
            *contributions, expected = forecast.contributions[self.row].tolist()
            targets[target] = {
                "margin": float(forecast.margin[self.row]),
                "expected_value": expected,
                "contributions": dict(zip(self.scorer.targets[target].names, contributions, strict=True)),
            }
        return targets


def unanswered(lead_id: str) -> dict[str, Any]:
    """The keys of an answer, where there is none: of a lead in a batch that was refused."""
    said: dict[str, Any] = {"score_id": ""} | dict.fromkeys(FLAT)
    texts = ("status_why", "model_version", "agreement_version")
    said |= dict.fromkeys(texts, "") | {"lead_id": lead_id, "status": "refused", "explore": False}
    return said | _numbered("reason", ()) | _numbered("against", ())


def _numbered(key: str, sentences: tuple[str, ...]) -> dict[str, str]:
    padded = (*sentences, *[""] * MOST)[:MOST]
    return {f"{key}_{number}": sentence for number, sentence in enumerate(padded, 1)}
