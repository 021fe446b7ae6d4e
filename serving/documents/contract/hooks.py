"""What the hooks answer, in the words of those who call them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from serving.documents.contract.score import FLAT
from serving.documents.field import Field, Object

_OUTPUT: Final = Object(name="HubSpotFields", about="A score, for HubSpot's workflows.", fields=FLAT)
_OUTCOME: Final = Object(
    name="HubSpotOutcome",
    about="What became of one event; one that was scored has the score's fields too.",
    fields=(
        Field(
            name="outcome",
            kind="text",
            about="scored, ignored, or the code of a refusal.",
            example="scored",
            required=True,
        ),
        Field(name="why", kind="text", about="Why there is no score."),
        Field(name="event_id", kind="number", about="HubSpot's number of the event."),
        *(replace(field, required=False) for field in FLAT),
    ),
)
HUBSPOT: Final = Object(
    name="HubSpotAnswer",
    about="outputFields for one contact, outcomes for a list of events.",
    fields=(
        Field(name="outputFields", kind="object", of=_OUTPUT, about="The contact's score."),
        Field(name="outcomes", kind="rows", of=_OUTCOME, about="One for each event.", most=100, example=[]),
    ),
)
CONTACT_OR_EVENTS: Final[dict[str, Any]] = {
    "description": "A contact or a custom action's input, as HubSpot sends it, or up to 100 events.",
    "type": ["object", "array"],
    "items": {"type": "object"},
    "maxItems": 100,
}
RECORD: Final[dict[str, Any]] = {
    "description": "A record as Odoo's webhooks send it: _id, _model and the fields that were chosen.",
    "type": "object",
    "properties": {"_id": {"type": ["integer", "string"]}, "_model": {"type": "string"}},
}
TOKEN: Final = Field(
    name="token", kind="text", about="The token, since Odoo can send no header.", required=False
)
