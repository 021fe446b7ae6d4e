"""Where a lead's page says it stands is where the week's list has it."""

from __future__ import annotations

from typing import Any

import pytest

from features.clock import DAY
from models.dossier import Known
from models.ledger import Answer
from models.ledger.reading import ScoredRow
from models.queue import Candidate, Terms, queue_of
from serving.desk.lead_place import placed

NOW = 1_780_000_000_000_000
TERMS = Terms(
    capacity=4,
    following=4,
    ranked_by="close",
    targets=("sql", "close"),
    errors={"sql": 0.1, "close": 0.1},
    explore=0.3,
    salt="",
    week=7,
)


def row(lead_id: str, p: float | None, **changed: Any) -> ScoredRow:
    told: dict[str, Any] = {"score_id": lead_id, "lead_id": lead_id, "as_of": NOW, "scored_at": NOW}
    told |= {"model_version": "m", "agreement_version": "a", "status": "scored", "p_sql": p, "p_close": p}
    told |= {"rank": 1.0, "grade": "B2", "fit_score": 1.0, "fit_grade": "B", "explore": False}
    return ScoredRow(**{**told, "propensity": 0.0, **changed})


def known(score: ScoredRow, *answers: Answer) -> Known:
    return Known(score.lead_id, None, (score,), answers, None)


ROWS = [row(f"L{number:02}", 0.9 - number / 40, explore=number > 20) for number in range(30)]
QUEUE = queue_of([Candidate.of(row, row.score_id) for row in ROWS], TERMS)


def test_each_lead_is_told_its_own_place() -> None:
    assert QUEUE.explored
    said = {score.lead_id: placed(QUEUE, known(score), NOW) for score in ROWS}
    for place, lead in enumerate(QUEUE.handed, 1):
        assert said[lead.lead_id].startswith(f"place {place} of {len(QUEUE.handed)} on this week's list")
        assert ("by lot" in said[lead.lead_id]) == (lead in QUEUE.explored)
    for place, lead in enumerate(QUEUE.missed, 1):
        assert said[lead.lead_id] == f"just missed this week's list: {place} below its end"
    assert {said[lead.lead_id] for lead in QUEUE.skipped} == {"below this week's list"}
    assert len(QUEUE.handed) + len(QUEUE.missed) + len(QUEUE.skipped) == len(ROWS)


@pytest.mark.parametrize(
    ("score", "told"),
    [
        (row("gone", 0.9, grade="X1"), "a must-have of the ideal customer is not met"),
        (row("sold", 0.9, p_sql=None), "it is with sales already"),
        (row("shut", None, status="closed"), "not on this week's list"),
        (row("new", 0.9), "the model that serves has not scored it within the week"),
    ],
)
def test_who_has_no_place_is_told_why(score: ScoredRow, told: str) -> None:
    assert placed(QUEUE, known(score), NOW).endswith(told)


def test_who_was_answered_of_lately_has_no_place_any_more() -> None:
    best = ROWS[0]
    answer = Answer(lead_id=best.lead_id, kind="accepted", received_at=NOW - DAY)
    assert placed(QUEUE, known(best, answer), NOW - 2 * DAY).endswith("sales has answered")
    assert placed(QUEUE, known(best, answer), NOW).startswith("place 1 of")
    assert placed(QUEUE, Known("quiet", None, (), (), None), NOW) == ""
