"""From a request to its answer, through the same engine and scorer as batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from features.population import Moments
from features.rows import population_of
from models.reasons import MOST
from models.score import records, without_score
from serving.contract import LeadIn, ScoreIn, now, text

if TYPE_CHECKING:
    from features.population import Population
    from models.score import Score
    from models.scorer import Scorer, Scores

_FLAT: Final = (
    "lead_id",
    "as_of",
    "status",
    "p_sql",
    "p_close",
    "rank",
    "grade",
    "action",
    "fit_score",
    "fit_grade",
    "fit_status",
    "model_version",
    "agreement_version",
)


def answer(scorer: Scorer, asked: ScoreIn) -> dict[str, Any]:
    """The flat answer to a request; with ``explain`` also every contribution and the fit's reasons."""
    as_of = asked.as_of if asked.as_of is not None else now()
    created = _created(asked, as_of)
    if as_of < created:
        return _flat(without_score(scorer, asked.lead_id, as_of, known=True))
    population = _population(scorer, asked, created)
    lead = population.lead_id.index(asked.lead_id)
    moments = Moments(np.array([lead], dtype=np.int64), np.array([as_of], dtype=np.int64))
    scores = scorer.score(population, moments)
    (record,) = records(scorer, scores, population.lead_id)
    said = _flat(record)
    unknown = sorted(name for name in asked.attributes() if name not in scorer.plan.attributes)
    said["warnings"] = [f"{name} is not an attribute this model knows" for name in unknown]
    if asked.explain:
        said["explanation"] = _explained(scorer, scores, record)
    return said


def _population(scorer: Scorer, asked: ScoreIn, created: int) -> Population:
    """The lead and its colleagues, as the engine takes them."""
    leads = [(asked, created), *((other, _created(other, created)) for other in asked.colleagues)]
    ours = scorer.agreement.stages.ours
    return population_of(
        leads=[
            {"lead_id": lead.lead_id, "created_at": born, "account_id": lead.account_id, **_attributes(scorer, lead)}
            for lead, born in leads
        ],
        touches=[
            {"lead_id": lead.lead_id, **vars(touch), "direction": _direction(scorer, touch.kind, touch.direction)}
            for lead, _ in leads
            for touch in lead.touches
            if touch.kind not in scorer.agreement.touches.exclude
        ],
        stages=[
            {"lead_id": lead.lead_id, "at": stage.at, "stage": ours(stage.stage)}
            for lead, _ in leads
            for stage in lead.stages
        ],
        changes=[
            {"lead_id": lead.lead_id, **vars(change)} for lead, _ in leads for change in lead.attribute_changes
        ],
        attributes=tuple(scorer.plan.attributes),
    )


def _created(lead: LeadIn, otherwise: int) -> int:
    """When the lead was created; without a date, when it was first heard of."""
    if lead.created_at is not None:
        return lead.created_at
    return min((row.at for row in (*lead.touches, *lead.stages)), default=otherwise)


def _attributes(scorer: Scorer, lead: LeadIn) -> dict[str, str | None]:
    given = lead.attributes()
    return {name: text(given.get(name)) for name in scorer.plan.attributes}


def _direction(scorer: Scorer, kind: str, given: str | None) -> str:
    word = (given or "").lower()
    if word.startswith(("in", "out")):
        return "inbound" if word.startswith("in") else "outbound"
    return "outbound" if kind in scorer.agreement.touches.outbound else "inbound"


def _flat(record: Score) -> dict[str, Any]:
    """Fixed keys, always all present, one value each."""
    said: dict[str, Any] = {name: getattr(record, name) for name in _FLAT}
    for key, sentences in (("reason", record.reasons), ("against", record.against)):
        padded = (*sentences, *[""] * MOST)[:MOST]
        said |= {f"{key}_{number}": sentence for number, sentence in enumerate(padded, 1)}
    return {**said, "warnings": []}


def _explained(scorer: Scorer, scores: Scores, record: Score) -> dict[str, Any]:
    """Every contribution to the log-odds of each target; they sum to the margin."""
    targets: dict[str, Any] = {}
    for target, forecast in scores.forecasts.items():
        if np.isnan(forecast.margin[0]):
            continue
        names = (*scorer.models[target].names, "expected value")
        targets[target] = {
            "margin": float(forecast.margin[0]),
            "contributions": dict(zip(names, forecast.contributions[0].tolist(), strict=True)),
        }
    return {"targets": targets, "fit_reasons": list(record.fit_reasons)}
