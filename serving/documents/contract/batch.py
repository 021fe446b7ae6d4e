"""Many leads at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from serving.documents.contract.score import EXPLAINED, FLAT, STATUSES, WARNINGS
from serving.documents.field import Field, Object, answered
from serving.routes.score import MOST_LEADS

_ERROR: Final = answered(
    Field(
        name="error_code",
        kind="text",
        about="Why this lead was refused, for machines. Empty if it was not.",
        example="",
    ),
    Field(
        name="error_message",
        kind="text",
        about="Why this lead was refused, in a sentence. Empty if it was not.",
        example="",
    ),
    Field(
        name="error_field",
        kind="text",
        about="The field it was refused for. Empty if it was not, or for no single one.",
        example="",
    ),
)


def _item(field: Field) -> Field:
    if field.name == "status":
        return replace(field, words=(*STATUSES, "refused"))
    return replace(field, nullable=True) if field.name == "as_of" else field


RESULT: Final = Object(
    name="BatchResult",
    about="One lead's score; one that was refused has the same keys, status refused, and says why.",
    fields=(*_ERROR, *(_item(field) for field in FLAT), WARNINGS, EXPLAINED),
)
BATCH: Final = Object(
    name="BatchAnswer",
    about="The scores of a batch.",
    fields=answered(
        Field(
            name="results",
            kind="rows",
            of=RESULT,
            about="One for each lead that was sent, in that order.",
        )
    ),
)


def batch_request(lead: Object) -> Object:
    """Leads to be scored at once."""
    leads = Field(
        name="leads",
        kind="rows",
        of=lead,
        about="The leads, each as for one score. One that cannot be read does not fail the others.",
        most=MOST_LEADS,
        required=True,
    )
    return Object(name="BatchRequest", about="Some leads.", fields=(leads,), sent=True)
