"""What the forecast numbers mean together, and whether they add up on unseen leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.bundle import Bundle

_PARTS: Final = {
    "sql_by_close": "An SQL within the horizon of close",
    "close_given_sql": "Won, having become an SQL",
}


@dataclass(frozen=True)
class FunnelPart:
    """The numbers' meanings, and their test: None where closing is no product or was not judged."""

    meanings: tuple[tuple[str, str], ...]
    coherence: Mapping[str, Any] | None
    parts: tuple[tuple[str, Mapping[str, Any]], ...]


def funnel_part(bundle: Bundle) -> FunnelPart:
    """From the bundle's manifest and evaluation."""
    found: Mapping[str, Any] | None = bundle.json("evaluation.json").get("coherence")
    meanings: Mapping[str, str] = bundle.manifest["facts"].get("meanings") or {}
    return FunnelPart(
        tuple(meanings.items()),
        found,
        tuple((words, found[name]) for name, words in _PARTS.items() if found and name in found),
    )
