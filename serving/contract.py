"""The contract: what a caller may send, and what always comes back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from features import clock

MOST_ROWS: Final = 10_000
"""Touches, stages or changes a request may carry."""
_LATEST: Final = clock.instant("9999-01-01")
_EARLIEST: Final = clock.instant("1900-01-01")


def _instant(value: Any) -> Any:
    """An ISO 8601 text, or a number of milliseconds since 1970 as CRMs send them."""
    if isinstance(value, bool) or value is None:
        raise ValueError("write an ISO 8601 time or milliseconds since 1970")
    if isinstance(value, str):
        text = value.strip()
        found = int(float(text) * 1000) if text.lstrip("-").isdigit() else clock.instant(text)
    elif isinstance(value, int | float):
        found = int(value * 1000)
    else:
        raise ValueError("write an ISO 8601 time or milliseconds since 1970")
    if not _EARLIEST <= found < _LATEST:
        raise ValueError("the time lies outside the years 1900 to 9998")
    return found


def text(value: Any) -> Any:
    """Scalars as the text a CRM export would hold; empty is missing."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(int(value)) if float(value).is_integer() else repr(value)
    if isinstance(value, str):
        return value.strip() or None
    raise ValueError("a single value is expected, not a list or an object")


Instant = Annotated[int, BeforeValidator(_instant)]
Text = Annotated[str | None, BeforeValidator(text)]
Name = Annotated[str, BeforeValidator(text), Field(min_length=1)]


class Row(BaseModel):
    """A dated row; keys it does not know are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class TouchIn(Row):
    """One dated thing that happened with the lead."""

    at: Instant
    kind: Name
    direction: Text = None
    channel: Text = None
    asset: Text = None
    actor: Text = None


class StageIn(Row):
    """A dated move of the lead, in the words of the agreement's sources."""

    at: Instant
    stage: Name


class ChangeIn(Row):
    """A dated change of an attribute."""

    at: Instant
    field: Name
    value: Text = None
    old_value: Text = None


class LeadIn(BaseModel):
    """A lead with what the caller knows of it; every further scalar is an attribute under its own name."""

    model_config = ConfigDict(extra="allow", frozen=True)

    lead_id: Name = "lead"
    account_id: Text = None
    created_at: Instant | None = None
    touches: Annotated[tuple[TouchIn, ...], Field(max_length=MOST_ROWS)] = ()
    stages: Annotated[tuple[StageIn, ...], Field(max_length=MOST_ROWS)] = ()
    attribute_changes: Annotated[tuple[ChangeIn, ...], Field(max_length=MOST_ROWS)] = ()

    def attributes(self) -> dict[str, Any]:
        """Everything beside the declared fields."""
        return dict(self.__pydantic_extra__ or {})


class ScoreIn(LeadIn):
    """A request for one score.

    Attributes:
        as_of: when the lead is looked at; now, if not given.
        explain: whether every contribution comes back.
        colleagues: other leads of the same account, for the features that look at them.
    """

    as_of: Instant | None = None
    explain: bool = False
    colleagues: Annotated[tuple[LeadIn, ...], Field(max_length=1000)] = ()


def now() -> int:
    """This instant."""
    return clock.from_datetime(datetime.now(UTC))
