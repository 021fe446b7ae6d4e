"""A score as people and CRMs read it: one flat record a moment, the same from batch and service."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from features.clock import iso
from models.actions import action_of
from models.explore import explored
from models.status import NOT_CREATED, UNKNOWN_LEAD, WHY

if TYPE_CHECKING:
    from models.reasons import Reason
    from models.scorer import Scorer, Scores


class Score(NamedTuple):
    """One moment's score.

    Attributes:
        status: scored, or why there is no number; ``status_why`` says it in a sentence.
        p_sql, p_close: calibrated probabilities; None where not at risk, not forecast or too little known.
        p_close_given_sql: the chance of being won for a lead that becomes an SQL in time, or is one.
        rank: share of the reference population that ranks lower, 0 to 100.
        fit_score: 0 to 100; ``fit_attainable`` of ``fit_total`` points could be judged.
        grade: fit (A to D, X where a must-have is not met) and propensity (1 to 4); "?" where unknown.
        explore: whether the lead is handed over whatever its score; see ``models.explore``.
        reasons, against: what raises and what lowers the propensity that ranks, most first.
    """

    lead_id: str
    as_of: str
    status: str
    status_why: str
    p_sql: float | None
    p_close: float | None
    p_close_given_sql: float | None
    rank: float | None
    fit_score: float | None
    fit_grade: str | None
    fit_status: str | None
    fit_attainable: float | None
    grade: str | None
    action: str | None
    explore: bool
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    fit_reasons: tuple[str, ...]
    model_version: str
    agreement_version: str


def records(scorer: Scorer, scores: Scores, lead_ids: tuple[str, ...]) -> list[Score]:
    """The records of some scores, in their order; ``lead_ids`` are the population's."""
    return [_record(scorer, scores, row, lead_ids[lead]) for row, lead in enumerate(scores.moments.lead)]


def without_score(scorer: Scorer, lead_id: str, as_of: int, known: bool) -> Score:
    """The record of a moment that cannot be scored: the lead is unknown, or was created later."""
    status = NOT_CREATED if known else UNKNOWN_LEAD
    return Score(
        lead_id=lead_id,
        as_of=iso(as_of),
        status=status,
        status_why=WHY[status],
        p_sql=None,
        p_close=None,
        p_close_given_sql=None,
        rank=None,
        fit_score=None,
        fit_grade=None,
        fit_status=None,
        fit_attainable=None,
        grade=None,
        action=None,
        explore=explored(scorer.agreement, lead_id),
        reasons=(),
        against=(),
        fit_reasons=(),
        model_version=scorer.version,
        agreement_version=scorer.agreement_version,
    )


def _record(scorer: Scorer, scores: Scores, row: int, lead_id: str) -> Score:
    fit = scores.fits[row]
    band = int(scores.band[row])
    best, worst = scorer.reasons(scores, row)
    rank = float(scores.rank[row])
    return Score(
        lead_id=lead_id,
        as_of=iso(int(scores.moments.as_of[row])),
        status=scores.status[row],
        status_why=scores.status_why[row],
        p_sql=_probability(scores, "sql", row),
        p_close=_probability(scores, "close", row),
        p_close_given_sql=None
        if np.isnan(scores.close_given_sql[row])
        else float(scores.close_given_sql[row]),
        rank=None if np.isnan(rank) else round(rank, 2),
        fit_score=fit.score,
        fit_grade=fit.grade,
        fit_status=fit.status,
        fit_attainable=fit.attainable,
        grade=f"{'X' if fit.status == 'disqualified' else fit.grade or '?'}{band or '?'}",
        action=action_of(
            scores.status[row], fit.status, fit.grade, band, ruled=bool(scorer.agreement.icp.rule)
        ),
        explore=explored(scorer.agreement, lead_id),
        reasons=tuple(_sentence(reason) for reason in best),
        against=tuple(_sentence(reason) for reason in worst),
        fit_reasons=tuple(reason.words for reason in fit.reasons),
        model_version=scorer.version,
        agreement_version=scorer.agreement_version,
    )


def _probability(scores: Scores, target: str, row: int) -> float | None:
    for name, forecast in scores.forecasts.items():
        if name == target and not np.isnan(forecast.p[row]):
            return float(forecast.p[row])
    return None


def _sentence(reason: Reason) -> str:
    return f"{reason.words} ({reason.contribution:+.2f})"
