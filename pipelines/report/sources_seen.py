"""What data a bundle saw: tables, attributes, touches, and what the leakage gate said of each column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement import Agreement
    from models.bundle import Bundle

_TABLES: Final = {
    "leads": "leads",
    "touches": "touches",
    "stages": "stage changes",
    "attribute_changes": "attribute changes",
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
_GRAVITY: Final = ("leak", "suspicious", "ok")


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


class Suspicion(NamedTuple):
    """What the gate said of one column, how well it alone foretells the outcome, and who vouches for it."""

    name: str
    verdict: str
    filled_auc: float | None
    value_auc: float | None
    why: str
    trusted: str


@dataclass(frozen=True)
class SourcesSeen:
    """Everything the page tells about the data."""

    tables: tuple[Table, ...]
    used: tuple[Attribute, ...]
    ignored: tuple[Attribute, ...]
    kinds: tuple[str, ...]
    suspicions: tuple[Suspicion, ...]


def sources_seen(bundle: Bundle, agreement: Agreement) -> SourcesSeen:
    """What the bundle's manifest, plan and evaluation say about the data."""
    plan = bundle.json("features.json")
    attributes = [_attribute(name, saved) for name, saved in sorted((plan.get("attributes") or {}).items())]
    seen: Mapping[str, Any] = bundle.manifest["facts"].get("data") or {}
    found = [_suspicion(saved, agreement) for saved in bundle.json("evaluation.json").get("leakage") or ()]
    return SourcesSeen(
        tables=tuple(
            Table(words, int(seen[name]["rows"]), str(seen[name]["digest"]))
            for name, words in _TABLES.items()
            if name in seen
        ),
        used=tuple(attribute for attribute in attributes if attribute.kind),
        ignored=tuple(attribute for attribute in attributes if not attribute.kind),
        kinds=tuple(plan.get("kinds") or ()),
        suspicions=tuple(sorted(found, key=lambda one: [*_GRAVITY, one.verdict].index(one.verdict))),
    )


def _attribute(name: str, saved: Mapping[str, Any]) -> Attribute:
    kind = str(saved["kind"])
    return Attribute(name, "" if kind == "ignore" else _KINDS.get(kind, str(kind)), saved.get("reason") or "")


def _suspicion(saved: Mapping[str, Any], agreement: Agreement) -> Suspicion:
    name = str(saved["name"])
    return Suspicion(
        name,
        str(saved["verdict"]),
        saved.get("filled_auc"),
        saved.get("value_auc"),
        saved.get("reason") or "",
        agreement.attributes.trust.get(name, ""),
    )
