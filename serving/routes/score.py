"""Scores: of one lead, of one by its id alone, or of many at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from models.receipts.scored import unanswered
from serving.operation import Answer, Call, Operation
from serving.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from serving.answerer import Answered, Answerer, Understood
    from serving.champion import Champion
    from serving.memory import Memory

MOST_LEADS: Final = 1_000
MOST_BYTES: Final = 16_000_000
_AT_A_TIME: Final = 50
"""Leads of a batch that are scored before other requests have their turn."""


def scoring(champion: Champion, memory: Memory) -> Iterator[Operation]:
    """Each answer comes from one bundle, whatever is promoted meanwhile."""

    async def one(call: Call) -> Answer:
        given = await call.object()
        answerer = champion.answerer()
        (answered,) = await answered_all(answerer, memory, [answerer.understood(given)])
        return Answer(answered)

    async def held(call: Call) -> Answer:
        answerer = champion.answerer()
        asked = {key: call.request.query_params.get(key) for key in ("as_of", "explain")}
        heard = answerer.understood({"lead_id": call.request.path_params["lead_id"], **asked})
        (answered,) = await answered_all(answerer, memory, [heard], known_only=True)
        return Answer(answered)

    async def batch(call: Call) -> Answer:
        leads = _leads(await call.object())
        answerer = champion.answerer()
        results: list[dict[str, Any]] = []
        for begin in range(0, len(leads), _AT_A_TIME):
            results += await _some(answerer, memory, leads[begin : begin + _AT_A_TIME])
            await asyncio.sleep(0)
        return Answer({"results": results})

    yield Operation("score_lead", "POST", "/v1/score", "score", one)
    yield Operation("score_batch", "POST", "/v1/score/batch", "score", batch, MOST_BYTES)
    yield Operation("get_lead_score", "GET", "/v1/leads/{lead_id:path}/score", "score", held)


def _leads(given: dict[str, Any]) -> list[Any]:
    leads = given.get("leads")
    if not isinstance(leads, list):
        raise Refusal(422, "invalid", "A list of leads is expected, each as for one score.", "leads")
    if len(leads) > MOST_LEADS:
        raise Refusal(422, "invalid", f"A batch may have {MOST_LEADS:,} leads at most.", "leads")
    return leads


async def _some(answerer: Answerer, memory: Memory, leads: list[Any]) -> list[dict[str, Any]]:
    """One result a lead; all have the same keys, and one that was refused says so in three of them."""
    heard: dict[int, Understood] = {}
    refused: dict[int, Refusal] = {}
    for number, given in enumerate(leads):
        try:
            if not isinstance(given, dict):
                raise Refusal(422, "not_an_object", "Each lead must be one JSON object.")
            heard[number] = answerer.understood(given)
        except Refusal as refusal:
            refused[number] = refusal
    answered = dict(zip(heard, await answered_all(answerer, memory, list(heard.values())), strict=True))
    return [
        {**_ERROR, **answered[number]} if number in answered else _refused(refused[number], given)
        for number, given in enumerate(leads)
    ]


_ERROR: Final = {"error_code": "", "error_message": "", "error_field": ""}


def _refused(refusal: Refusal, given: Any) -> dict[str, Any]:
    told = {f"error_{key}": value for key, value in refusal.body.items()}
    lead_id = given.get("lead_id") if isinstance(given, dict) else ""
    return {**told, **unanswered(lead_id if isinstance(lead_id, str) else ""), "warnings": []}


async def answered_all(
    answerer: Answerer, memory: Memory, heard: list[Understood], *, known_only: bool = False
) -> list[Answered]:
    """The answers to some requests, each over what is held of its lead; what they told is kept."""
    if not heard:
        return []
    held = await memory.held([one.telling for one in heard])
    if known_only and any(one.lead.empty for one in held):
        raise Refusal(404, "unknown_lead", "Nothing is known of a lead with this id.", "lead_id")
    found = answerer.answer(heard, held)
    await memory.keep(heard, held, [scored for scored, _ in found])
    return [answered for _, answered in found]
