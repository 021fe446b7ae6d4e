"""What an answer is good for: which of its fields another operation takes."""

from __future__ import annotations

from typing import Any, Final

_LEAD: Final = "$response.body#/lead_id"
_HEARD: Final[dict[str, Any]] = {
    "operationId": "give_feedback",
    "description": "What sales says of the lead names the score it worked with.",
    "requestBody": {"lead_id": _LEAD, "score_id": "$response.body#/score_id", "kind": "accepted"},
}
_AGAIN: Final[dict[str, Any]] = {
    "operationId": "get_lead_score",
    "description": "A lead that was told of can be scored by its id.",
    "parameters": {"lead_id": _LEAD},
}
_LINKS: Final[dict[str, dict[str, dict[str, Any]]]] = {
    "score_lead": {"score_again": _AGAIN, "say_what_became": _HEARD},
    "get_lead_score": {"say_what_became": _HEARD},
    "give_feedback": {"score_again": _AGAIN},
}


def links(operation: str) -> dict[str, dict[str, Any]]:
    """The links of an operation's answer, as OpenAPI says them."""
    return _LINKS.get(operation, {})
