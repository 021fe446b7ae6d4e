"""The attributes of the model that serves, as fields that a tool can map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from serving.documents.field import Field, Kind

if TYPE_CHECKING:
    from serving.answerer import Answerer

LONGEST_NAME: Final = 200
_KINDS: Final[dict[str, tuple[Kind, str]]] = {
    "number": ("number", "a number"),
    "boolean": ("boolean", "true or false"),
    "date": ("instant", "a time, ISO 8601 or milliseconds since 1970"),
    "multi": ("list", "several texts with semicolons between"),
    "ordinal": ("text", "one of texts that have an order"),
    "category": ("text", "one of several texts"),
    "title": ("text", "a title of a job"),
    "text": ("text", "any text"),
}


def attributes(answerer: Answerer) -> tuple[Field, ...]:
    """One field for each attribute the model looks at, under an identifier that the service understands."""
    plans = answerer.scorer.plan.attributes
    return tuple(
        Field(
            name=identifier,
            kind=_KINDS[plans[name].kind][0],
            about=f"The attribute {name[:LONGEST_NAME]}: {_KINDS[plans[name].kind][1]}.",
        )
        for name, identifier in answerer.dialect.identifiers.items()
        if plans[name].kind in _KINDS
    )
