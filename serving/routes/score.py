"""Scores: of one lead, or of many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serving.operation import Answer, Call, Operation
from serving.request.understood import understood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from serving.champion import Champion


def scoring(champion: Champion) -> Iterator[Operation]:
    """Each answer comes from one bundle, whatever is promoted meanwhile."""

    async def one(call: Call) -> Answer:
        given = await call.object()
        answerer = champion.answerer()
        return Answer(answerer.answer(understood(given, answerer.zone)))

    yield Operation("score_lead", "POST", "/v1/score", "score", one)
