"""Does the new bundle learn from something that may know the outcome, and did the champion too?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from features.catalog import Catalog
from features.plan import Plan
from pipelines.gate.check import told
from pipelines.gate.saying import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.bundle import Bundle
    from pipelines.gate.check import Check

_MOST: Final = 10
"""Names that a sentence lists."""


def leaks(challenger: Bundle, champion: Bundle) -> Iterator[Check]:
    """Broken where the new bundle reads what the leakage gate doubts and the champion does not read."""
    ours, theirs = _read(challenger), _read(champion)
    doubted = [
        verdict["sentence"]
        for verdict in challenger.json("evaluation.json")["leakage"]
        if verdict["verdict"] != "ok" and not verdict["trusted"] and _theme(verdict) in ours - theirs
    ]
    if doubted:
        why = f"It newly learns from what may know the outcome: {'; '.join(doubted)}."
        yield told("leakage", "broken", why)
    else:
        yield told("leakage", "same", "Nothing that it newly learns from is known to know the outcome.")
    changes = [
        f"{what} {_some(themes)}"
        for what, themes in (("newly reads", ours - theirs), ("no longer reads", theirs - ours))
        if themes
    ]
    said = listed(changes) if changes else "reads what the champion reads"
    yield told("columns", "same", f"It {said}.")


def _read(bundle: Bundle) -> set[str]:
    """What the forecasts of a bundle look at: attributes, kinds of touch, and what is derived from them."""
    features = Catalog(Plan.from_json(bundle.json("features.json"))).features
    names = {name for event in bundle.manifest["facts"]["models"] for name in _columns(bundle, event)}
    return {feature.theme for feature in features if feature.name in names}


def _columns(bundle: Bundle, event: str) -> list[str]:
    return bundle.json(f"{event}.json")["names"]


def _theme(verdict: dict[str, Any]) -> str:
    """What a feature of the column speaks of."""
    return f"kind {verdict['name']}" if verdict["kind"] == "touch" else verdict["name"]


def _some(themes: set[str]) -> str:
    names = sorted(themes)
    more = len(names) - _MOST
    return listed([*names[:_MOST], f"{more} more"] if more > 0 else names)
