"""HubSpot's hook: its workflows get a score for a contact, and events of its webhooks are heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from serving.operation import Answer, Call, Operation
from serving.refusal import Refusal
from serving.request.body import an_object, parsed, read_bytes
from serving.request.hubspot import event, lead

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from starlette.requests import Request

    Score = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]

MOST_EVENTS: Final = 100
"""As many as HubSpot puts in one request."""


def hubspot(score: Score, score_known: Score, check: Callable[[Request, bytes], None]) -> Iterator[Operation]:
    """Open to whom HubSpot's secret lets in, once the whole body was read.

    Args:
        score: the answer to one request for a score.
        score_known: likewise, refused with 404 where nothing was known of the lead before.
        check: refuses what HubSpot did not sign.
    """

    async def hook(call: Call) -> Answer:
        received = await read_bytes(call.request, call.most_bytes)
        check(call.request, received)
        given = parsed(received, call.most_bytes)
        if isinstance(given, list):
            return Answer({"outcomes": await _heard(given)})
        return Answer({"outputFields": _scalars(await score(lead(an_object(given))))})

    async def _heard(events: list[Any]) -> list[dict[str, Any]]:
        """An outcome each; none is refused for another, and HubSpot sends none again."""
        if len(events) > MOST_EVENTS:
            raise Refusal(413, "too_many", f"A request may have {MOST_EVENTS} events at most.")
        return [await _outcome(given) for given in events]

    async def _outcome(given: Any) -> dict[str, Any]:
        told = event(given) if isinstance(given, dict) else None
        if told is None:
            return {"outcome": "ignored", "why": "No event that a score looks at."}
        number = {"event_id": given["eventId"]} if isinstance(given.get("eventId"), int) else {}
        try:
            answered = await (score if "created_at" in told else score_known)(told)
        except Refusal as refusal:
            if refusal.status >= 500:
                raise  # HubSpot comes again
            return {**number, "outcome": refusal.body["code"], "why": refusal.body["message"]}
        return {**number, "outcome": "scored", **_scalars(answered)}

    yield Operation("hubspot_hook", "POST", "/v1/hooks/hubspot", None, hook)


def _scalars(answered: Mapping[str, Any]) -> dict[str, Any]:
    """Workflows can use single values only."""
    return {name: value for name, value in answered.items() if not isinstance(value, list | dict)}
