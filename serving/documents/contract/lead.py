"""What is sent about a lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.ledger.document import LONGEST_ID
from serving.documents.field import Field, Object
from serving.request.contract import MOST_COLLEAGUES
from serving.request.sent import MOST_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable

_TIMES: Final = "ISO 8601, or milliseconds since 1970; a time without a zone is read in the agreement's."
_AT: Final = Field(
    name="at",
    kind="instant",
    about=f"When it happened: {_TIMES}",
    example="2026-09-29T15:20:00Z",
    required=True,
)
TOUCH: Final = Object(
    name="Touch",
    about="One dated thing that happened with the lead: a visit, an e-mail, a form, a call, a meeting.",
    sent=True,
    fields=(
        _AT,
        Field(
            name="kind",
            kind="text",
            about="What happened, in the words of the agreement's sources.",
            example="pricing_page",
            least=1,
            required=True,
        ),
        Field(
            name="direction",
            kind="text",
            about="Who touched whom: inbound or outbound. If left out, the agreement says it of the kind.",
            example="inbound",
        ),
        Field(name="channel", kind="text", about="By what way it came.", example="web"),
        Field(name="asset", kind="text", about="What it was about: a page, a form, a campaign."),
        Field(name="actor", kind="text", about="Who of the lead's or of ours acted."),
    ),
)
STAGE: Final = Object(
    name="StageChange",
    about="A dated move of the lead from one stage to the next.",
    sent=True,
    fields=(
        _AT,
        Field(
            name="stage",
            kind="text",
            about="The stage it moved to, in the words of the agreement's sources.",
            example="mql",
            least=1,
            required=True,
        ),
    ),
)
CHANGE: Final = Object(
    name="AttributeChange",
    about="A dated change of one attribute.",
    sent=True,
    fields=(
        _AT,
        Field(
            name="field",
            kind="text",
            about="The attribute that changed.",
            example="budget",
            least=1,
            required=True,
        ),
        Field(name="value", kind="text", about="Its value from then on.", example="approved"),
        Field(name="old_value", kind="text", about="Its value before.", example="planned"),
    ),
)
_KNOWN: Final = (
    Field(
        name="lead_id",
        kind="text",
        about="The lead's id in the system that sends it; comes back in the answer.",
        example="00Q5e00000Abc",
        most=LONGEST_ID,
    ),
    Field(
        name="account_id",
        kind="text",
        most=LONGEST_ID,
        about="The account the lead belongs to, for the features that look at its other leads.",
    ),
    Field(
        name="created_at",
        kind="instant",
        about=f"When the lead was created: {_TIMES} If left out, it is as old as its first row.",
        example="2026-09-28T09:00:00Z",
    ),
    Field(
        name="touches",
        kind="rows",
        of=TOUCH,
        most=MOST_ROWS,
        about="What happened with the lead, in any order.",
    ),
    Field(name="stages", kind="rows", of=STAGE, most=MOST_ROWS, about="The lead's moves, in any order."),
    Field(
        name="attribute_changes",
        kind="rows",
        of=CHANGE,
        most=MOST_ROWS,
        about="The history of attributes, in any order: from it their past is known.",
    ),
)
COLLEAGUE: Final = Object(
    name="Colleague",
    about="Another lead of the same account. Every further key is an attribute under its own name.",
    sent=True,
    fields=_KNOWN,
)
AS_OF: Final = Field(
    name="as_of",
    kind="instant",
    about=f"When the lead is looked at; only what is dated before counts. Now, if left out. {_TIMES}",
    example="2026-09-30T09:00:00Z",
)
_ASKED: Final = (
    AS_OF,
    Field(
        name="explain",
        kind="boolean",
        about="Whether every contribution comes back too, as explanation.",
        example=False,
    ),
    Field(
        name="colleagues",
        kind="rows",
        of=COLLEAGUE,
        most=MOST_COLLEAGUES,
        about="Other leads of the same account. They count only where account_id is sent.",
        example=[],
    ),
)


def score_request(attributes: Iterable[Field]) -> Object:
    """A request for one score; ``attributes`` are those of the model that serves."""
    return Object(
        name="ScoreRequest",
        about="A lead with what the caller knows of it. Every field may be left out, null or empty, which "
        "says that it is not known. Every further key is an attribute under the name it has in the sources; "
        "keys that the model does not know are ignored and listed in the answer's warnings.",
        sent=True,
        fields=(*_KNOWN, *_ASKED, *attributes),
    )
