"""What sales says of a lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from features.errors import AnswerError, ConflictError
from serving.operation import Answer, Call, Operation
from serving.refusal import Refusal
from serving.request.feedback import answer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.ledger import Answer as FeedbackAnswer
    from models.ledger import Written
    from serving.memory import Memory


def feedback(memory: Memory) -> Iterator[Operation]:
    """Acknowledged only once it is on the disk; sending it again is harmless."""

    async def give(call: Call) -> Answer:
        given = await call.object()
        key = call.request.headers.get("idempotency-key", "")
        status, answer = await taken(memory, given, key, call.caller.name)
        return Answer({"status": status, "lead_id": answer.lead_id, "kind": answer.kind})

    yield Operation("give_feedback", "POST", "/v1/feedback", "feedback", give)


async def taken(
    memory: Memory, given: dict[str, Any], key: str, told_by: str
) -> tuple[Written, FeedbackAnswer]:
    """Keeps an answer of sales, whoever brings it; what became of it, and the answer as it was understood.

    Raises:
        Refusal: it cannot be read, or kept, or says otherwise than another of its key.
    """
    answer = answer_of(given, key, told_by, memory.zone)
    try:
        return await memory.answered(answer), answer
    except AnswerError as error:
        code = (409, "conflict") if isinstance(error, ConflictError) else (422, "invalid")
        field, _, sentence = str(error).partition(": ")
        raise Refusal(*code, sentence[:1].upper() + sentence[1:] + ".", field) from error
