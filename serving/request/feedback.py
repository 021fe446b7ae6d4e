"""What a request says of a lead on behalf of sales."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from features.clock import now
from models.ledger import Answer
from serving.refusal import Refusal
from serving.request.contract import FeedbackIn
from serving.request.reading import read

if TYPE_CHECKING:
    from datetime import tzinfo

    from models.ledger.answers import Kind


def answer_of(given: dict[str, Any], key: str, told_by: str, zone: tzinfo) -> Answer:
    """The answer in a request; whether the agreement knows its words is seen when it is kept.

    Args:
        key: of the header, empty without one; it wins over the one in the body.

    Raises:
        Refusal: a field cannot be read, or no lead is named.
    """
    said = read(FeedbackIn, given, zone)
    if not said.lead_id:
        raise Refusal(422, "invalid", "Name the lead this is about.", "lead_id")
    return Answer(
        lead_id=said.lead_id,
        kind=cast("Kind", said.kind.lower()),
        received_at=now(),
        score_id=said.score_id,
        reason=said.reason,
        at=said.at,
        note=said.note,
        key=key or said.idempotency_key,
        told_by=told_by,
    )
