"""What happened with a lead, as the inputs of a score have it, in the order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from models.receipts.inputs import Inputs


class Happened(NamedTuple):
    """One event before the score. Instants are microseconds UTC.

    Attributes:
        what: created, a touch, a change of stage, or of an attribute.
        words: the kind of touch, the stage, or the attribute's name.
        direction: of a touch: inbound or outbound; else empty.
        detail: a touch's channel, asset and actor; an attribute's new value; else empty.
    """

    at: int
    what: Literal["created", "touch", "stage", "change"]
    words: str
    direction: str = ""
    detail: str = ""


def happened(inputs: Inputs) -> list[Happened]:
    """Everything that the inputs tell of the lead itself, oldest first."""
    rows = inputs.lead.rows
    found = [Happened(inputs.born, "created", "created")]
    for at, kind, direction, *more in rows.get("touches", ()):
        found.append(Happened(at, "touch", kind or "", direction or "", ", ".join(filter(None, more))))
    found += (Happened(at, "stage", stage or "") for at, stage in rows.get("stages", ()))
    for at, name, value, _ in rows.get("attribute_changes", ()):
        if at < inputs.as_of:
            found.append(Happened(at, "change", name, detail=value or ""))
    return sorted(found, key=lambda event: event.at)
