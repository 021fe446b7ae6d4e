"""What data a bundle saw: tables, attributes and touches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.bundle import Bundle

_TABLES: Final = {
    "leads": "leads",
    "touches": "touches",
    "stages": "stage changes",
    "attribute_changes": "attribute changes",
    "snapshots": "changes between snapshots",
}
_KINDS: Final = {
    "number": "amount",
    "category": "category",
    "ordinal": "ordered levels",
    "boolean": "yes or no",
    "date": "date, as an age",
    "multi": "list",
    "title": "job title, as seniority and function",
    "text": "free text, by its length only",
}


class Table(NamedTuple):
    """One of the journey's tables."""

    name: str
    rows: int
    digest: str


class Attribute(NamedTuple):
    """An attribute, how it is read, and why; ``kind`` is "" for one that is not used."""

    name: str
    kind: str
    reason: str


@dataclass(frozen=True)
class SourcesSeen:
    """Everything the page tells about the data."""

    tables: tuple[Table, ...]
    used: tuple[Attribute, ...]
    ignored: tuple[Attribute, ...]
    kinds: tuple[str, ...]


def sources_seen(bundle: Bundle) -> SourcesSeen:
    """What the bundle's manifest and plan say about the data."""
    plan = bundle.json("features.json")
    attributes = [_attribute(name, saved) for name, saved in sorted((plan.get("attributes") or {}).items())]
    seen: Mapping[str, Any] = bundle.manifest["facts"].get("data") or {}
    return SourcesSeen(
        tables=tuple(
            Table(words, int(seen[name]["rows"]), str(seen[name]["digest"]))
            for name, words in _TABLES.items()
            if name in seen
        ),
        used=tuple(attribute for attribute in attributes if attribute.kind),
        ignored=tuple(attribute for attribute in attributes if not attribute.kind),
        kinds=tuple(plan.get("kinds") or ()),
    )


def _attribute(name: str, saved: Mapping[str, Any]) -> Attribute:
    kind = str(saved["kind"])
    return Attribute(name, "" if kind == "ignore" else _KINDS.get(kind, str(kind)), saved.get("reason") or "")
