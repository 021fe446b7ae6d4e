"""How the contract is declared: fields, objects of them, and what an operation takes and gives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


Kind = Literal[
    "text",
    "number",
    "integer",
    "boolean",
    "instant",
    "list",  # one text with semicolons between, or if sent, also a JSON list
    "texts",  # a JSON list
    "numbers",  # by name
    "object",
    "rows",  # a list of objects
]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of an object, or one parameter of a path or query.

    Attributes:
        of: the object that a field of kind "object" or "rows" holds.
        least, most: of a number its bounds, of a text its lengths, of a list its sizes.
        words: all the texts it may be; for people, only OpenAPI 3.1 says it to machines.
        nullable: whether it may be null, which in an answer says that there is nothing to say.
    """

    name: str
    kind: Kind
    about: str
    example: Any = None
    of: Object | None = None
    least: float | None = None
    most: float | None = None
    words: tuple[str, ...] = ()
    required: bool = False
    nullable: bool = False


@dataclass(frozen=True, kw_only=True)
class Object:
    """A JSON object.

    Attributes:
        sent: by callers, who may write a number as a text and leave out or null what is not required.
    """

    name: str
    about: str
    fields: tuple[Field, ...]
    sent: bool = False

    @property
    def example(self) -> dict[str, Any]:
        """One such object, as its fields' examples say."""
        return {field.name: example for field in self.fields if (example := _example(field)) is not None}


@dataclass(frozen=True, kw_only=True)
class Description:
    """What an operation means to a caller.

    Attributes:
        parameters: of the path if they are required, else of the query.
        errors: statuses beyond those that follow from having a body or a scope.
        body: what is sent where it is not an object of ours.
        always: whether it is answered in any crowd.
        for_crms: whether a CRM offers it as an action; the others stand in the OpenAPI 3.1 document alone.
        media_type: of an answer that is not JSON.
    """

    summary: str
    about: str
    request: Object | None = None
    answer: Object | None = None
    parameters: tuple[Field, ...] = ()
    errors: tuple[int, ...] = ()
    success: int = 200
    body: Mapping[str, Any] | None = None
    always: bool = False
    for_crms: bool = True
    media_type: str = "application/json"


def answered(*fields: Field) -> tuple[Field, ...]:
    """Fields that an answer always has."""
    return tuple(replace(field, required=True) for field in fields)


def _example(field: Field) -> Any:
    if field.example is not None or field.of is None:
        return field.example
    return [field.of.example] if field.kind == "rows" else field.of.example
