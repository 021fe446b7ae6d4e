"""The contract: what a caller may send. Every field is optional, and may be null or empty for not known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from features import clock
from models.ledger.document import LONGEST_ID
from serving.request import cells

MOST_ROWS: Final = 10_000
"""Touches, stages or changes a lead may carry."""
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


Instant = Annotated[int, BeforeValidator(_instant)]
Known = Annotated[int | None, BeforeValidator(_instant_or_none)]
Text = Annotated[str | None, BeforeValidator(cells.text)]
Word = Annotated[str, BeforeValidator(lambda value: cells.text(value) or "")]
Id = Annotated[str, BeforeValidator(lambda value: _id(value) or "")]
Account = Annotated[str | None, BeforeValidator(_id)]
Name = Annotated[Word, Field(min_length=1)]
Yes = Annotated[bool, BeforeValidator(lambda value: False if value in (None, "") else value)]


class Row(BaseModel):
    """A dated row of the lead's history. Keys it does not declare are ignored, with a warning."""

    model_config = ConfigDict(extra="allow", frozen=True)

    at: Instant


class TouchIn(Row):
    """One dated thing that happened with the lead; ``value`` may be sent and is not used."""

    kind: Name
    direction: Text = None
    channel: Text = None
    asset: Text = None
    actor: Text = None
    value: Any = None


class StageIn(Row):
    """A dated move of the lead, in the words of the agreement's sources; three columns are not used."""

    stage: Name
    reason: Any = None
    actor: Any = None
    amount: Any = None


class ChangeIn(Row):
    """A dated change of an attribute."""

    field: Name
    value: Text = None
    old_value: Text = None


Touches = Annotated[tuple[TouchIn, ...], BeforeValidator(_given), Field(max_length=MOST_ROWS)]
Stages = Annotated[tuple[StageIn, ...], BeforeValidator(_given), Field(max_length=MOST_ROWS)]
Changes = Annotated[tuple[ChangeIn, ...], BeforeValidator(_given), Field(max_length=MOST_ROWS)]


class LeadIn(BaseModel):
    """A lead with what the caller knows of it; every further key is an attribute under its own name."""

    model_config = ConfigDict(extra="allow", frozen=True)

    lead_id: Id = ""
    account_id: Account = None
    created_at: Known = None
    touches: Touches = ()
    stages: Stages = ()
    attribute_changes: Changes = ()

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


def now() -> int:
    """This instant."""
    return clock.from_datetime(datetime.now(UTC))
