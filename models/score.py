"""A score as people and CRMs read it: one flat record a moment, the same from batch and service."""

from __future__ import annotations

from math import isnan, nan
from typing import TYPE_CHECKING, NamedTuple

from features.clock import iso
from models.actions import action_of
from models.explore import explored
from models.grade import grade_of
from models.handover import handover
from models.status import NOT_CREATED, SCORED, UNKNOWN_LEAD, WHY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.icp import Fit
    from models.reasons import ForAndAgainst, Reason
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
        handover_propensity: the chance of being handed over before the id was looked at; see
            ``models.handover``. None where the lead is unknown or was created later.
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
    handover_propensity: float | None
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    fit_reasons: tuple[str, ...]
    model_version: str
    agreement_version: str


def records(scorer: Scorer, scores: Scores, lead_ids: Sequence[str]) -> list[Score]:
    """The records of some scores, in their order; ``lead_ids`` are the population's."""
    none = [nan] * len(scores.status)
    p = {name: forecast.p.tolist() for name, forecast in scores.forecasts.items()}
    return [
        _record(scorer, *told)
        for told in zip(
            (lead_ids[lead] for lead in scores.moments.lead.tolist()),
            scores.moments.as_of.tolist(),
            scores.status,
            scores.status_why,
            p.get("sql", none),
            p.get("close", none),
            scores.close_given_sql.tolist(),
            scores.rank.tolist(),
            scores.band.tolist(),
            scores.fits,
            scorer.reasons(scores),
            strict=True,
        )
    ]


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
        handover_propensity=None,
        reasons=(),
        against=(),
        fit_reasons=(),
        model_version=scorer.version,
        agreement_version=scorer.agreement_version,
    )


def _record(
    scorer: Scorer,
    lead_id: str,
    as_of: int,
    status: str,
    status_why: str,
    p_sql: float,
    p_close: float,
    p_close_given_sql: float,
    rank: float,
    band: int,
    fit: Fit,
    reasons: ForAndAgainst,
) -> Score:
    best, worst = reasons
    explore = explored(scorer.agreement, lead_id)
    given = handover(
        scorer.agreement,
        action_of(status, fit.status, fit.grade, band, ruled=bool(scorer.agreement.icp.rule)),
        lead_id=lead_id,
        explore=explore,
        status=status,
        fit_status=fit.status,
        qualified=status == SCORED and "sql" in scorer.targets and isnan(p_sql),
    )
    return Score(
        lead_id=lead_id,
        as_of=iso(as_of),
        status=status,
        status_why=status_why,
        p_sql=_told(p_sql),
        p_close=_told(p_close),
        p_close_given_sql=_told(p_close_given_sql),
        rank=None if isnan(rank) else round(rank, 2),
        fit_score=fit.score,
        fit_grade=fit.grade,
        fit_status=fit.status,
        fit_attainable=fit.attainable,
        grade=grade_of(fit, band),
        action=given.action,
        explore=explore,
        handover_propensity=given.propensity,
        reasons=tuple(_sentence(reason) for reason in best),
        against=tuple(_sentence(reason) for reason in worst),
        fit_reasons=tuple(reason.words for reason in fit.reasons),
        model_version=scorer.version,
        agreement_version=scorer.agreement_version,
    )


def _told(number: float) -> float | None:
    return None if isnan(number) else number


def _sentence(reason: Reason) -> str:
    return f"{reason.words} ({reason.contribution:+.2f})"
