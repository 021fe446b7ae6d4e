"""What sales says of a lead, and how it is acknowledged."""

from __future__ import annotations

from typing import Final, get_args

from models.ledger import Written
from models.ledger.answers import LONGEST_NOTE, Kind
from models.ledger.document import LONGEST_ID
from serving.documents.field import Field, Object, answered

_KINDS: Final = get_args(Kind)
FEEDBACK: Final = Object(
    name="Feedback",
    about="What sales says of a lead. Sending it again is harmless.",
    sent=True,
    fields=(
        Field(
            name="lead_id",
            kind="text",
            about="The lead it is about.",
            example="00Q5e00000Abc",
            least=1,
            most=LONGEST_ID,
            required=True,
        ),
        Field(
            name="kind",
            kind="text",
            about="What was done with the lead.",
            words=_KINDS,
            example="returned",
            required=True,
        ),
        Field(
            name="reason",
            kind="text",
            about="Why it was returned, one of the agreement's reasons; of an outcome, the stage: mql, sql, "
            "opportunity, won, lost or recycled. The other kinds have none.",
            example="bad timing",
        ),
        Field(name="score_id", kind="text", about="The score that was worked with.", most=LONGEST_ID),
        Field(
            name="at",
            kind="instant",
            about="When it happened; when it is received, if left out.",
            example="2026-10-02T08:00:00Z",
        ),
        Field(name="note", kind="text", about="Anything more.", most=LONGEST_NOTE),
        Field(
            name="idempotency_key",
            kind="text",
            about="The caller's own name for what is said, so that saying it twice counts once; it may "
            "come as the Idempotency-Key header too. Another answer under the same name is refused.",
            most=LONGEST_ID,
        ),
    ),
)
TAKEN: Final = Object(
    name="FeedbackAnswer",
    about="What became of it. Whatever the status, it is kept.",
    fields=answered(
        Field(
            name="status",
            kind="text",
            about="Whether it is new, was known already, or is put aside until the ledger is back.",
            words=get_args(Written),
            example="recorded",
        ),
        Field(name="lead_id", kind="text", about="The lead it is about.", example="00Q5e00000Abc"),
        Field(
            name="kind", kind="text", about="What was done with the lead.", words=_KINDS, example="returned"
        ),
    ),
)
