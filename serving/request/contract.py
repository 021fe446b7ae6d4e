"""The contract: what a caller may send. Every field is optional, and may be null or empty for not known."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, ValidationInfo

from models.ledger.document import LONGEST_ID
from serving.request import cells
from serving.request.sent import ChangeRow, Sent, StageRow, TouchRow, read_changes, read_stages, read_touches

MOST_COLLEAGUES: Final = 1_000


def _instant(value: Any, info: ValidationInfo) -> int:
    return cells.instant(value, (info.context or {}).get("zone", UTC))


def _instant_or_none(value: Any, info: ValidationInfo) -> int | None:
    blank = value is None or (isinstance(value, str) and not value.strip(cells.BLANKS))
    return None if blank else _instant(value, info)


def _id(value: Any) -> str | None:
    found = cells.text(value)
    if found is not None and len(found) > LONGEST_ID:
        raise ValueError(f"an id of {LONGEST_ID} characters at most is expected")
    return found


def _given(value: Any) -> Any:
    """Null and the empty text, which some callers send for what they do not have, are no rows."""
    return () if value is None or value == "" else value


Known = Annotated[int | None, BeforeValidator(_instant_or_none)]
Text = Annotated[str | None, BeforeValidator(cells.text)]
Word = Annotated[str, BeforeValidator(lambda value: cells.text(value) or "")]
Id = Annotated[str, BeforeValidator(lambda value: _id(value) or "")]
Account = Annotated[str | None, BeforeValidator(_id)]
Yes = Annotated[bool, BeforeValidator(lambda value: False if value in (None, "") else value)]


Touches = Annotated[Sent[TouchRow], PlainValidator(read_touches)]
Stages = Annotated[Sent[StageRow], PlainValidator(read_stages)]
Changes = Annotated[Sent[ChangeRow], PlainValidator(read_changes)]


class LeadIn(BaseModel):
    """A lead with what the caller knows of it; every further key is an attribute under its own name."""

    model_config = ConfigDict(extra="allow", frozen=True)

    lead_id: Id = ""
    account_id: Account = None
    created_at: Known = None
    touches: Touches = Sent[TouchRow]()
    stages: Stages = Sent[StageRow]()
    attribute_changes: Changes = Sent[ChangeRow]()

    @property
    def attributes(self) -> dict[str, Any]:
        """Everything beside the declared fields, as sent."""
        return self.__pydantic_extra__ or {}


Colleagues = Annotated[tuple[LeadIn, ...], BeforeValidator(_given), Field(max_length=MOST_COLLEAGUES)]


class ScoreIn(LeadIn):
    """A request for one score.

    Attributes:
        as_of: when the lead is looked at; now, if not given.
        explain: whether every contribution comes back.
        colleagues: other leads of the same account, for the features that look at them.
    """

    as_of: Known = None
    explain: Yes = False
    colleagues: Colleagues = ()


class FeedbackIn(BaseModel):
    """An answer of sales. Further keys are ignored.

    Attributes:
        kind: accepted, returned, contacted or outcome.
        reason: why it was returned, as which stage it came out.
        at: when it happened; when it is received, if left out.
        idempotency_key: the caller's name for this answer, which may also come as a header.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    lead_id: Id = ""
    kind: Word = ""
    score_id: Text = None
    reason: Text = None
    at: Known = None
    note: Text = None
    idempotency_key: Text = None
