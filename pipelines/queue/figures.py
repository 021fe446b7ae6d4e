"""The list in figures, without any lead: what a report shows, and a command prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from features.clock import iso
from models.files import json_text, write_text
from models.queue import next_worth

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from features.agreement.values import Target
    from models.queue import Expected
    from models.workspace import Workspace
    from pipelines.queue.run import Listed

STEP = 10
"""Leads a week by which more or less capacity is told."""


def figures(listed: Listed) -> dict[str, Any]:
    """As plain JSON values; without a capacity only what any would be worth."""
    terms, queue = listed.terms, listed.queue
    told: dict[str, Any] = {
        "as_of": iso(listed.as_of),
        "ranked_by": terms.ranked_by,
        "targets": list(terms.targets),
        "capacity": terms.capacity,
        "waiting": len(listed.book),
        "curve": [{"capacity": point.capacity, "expected": _plain(point.expected)} for point in listed.curve],
    }
    if queue is None:
        return {**told, "queue": None}
    capacity = queue.terms.capacity or 0
    return {
        **told,
        "queue": {
            "leads": {
                "queue": len(queue.handed),
                "explored": len(queue.explored),
                "missed": len(queue.missed),
                "skipped": len(queue.skipped),
                "safe": queue.safe,
            },
            "cut_off": queue.cut_off._asdict() if queue.cut_off else None,
            "expected": {part: _plain(found) for part, found in queue.expected.items()},
            "aside": dict(queue.aside),
            "exploration_chance": queue.chance,
            "step": STEP,
            "more": {target: next_worth(listed.book, capacity, target, STEP) for target in terms.targets},
        },
    }


def figures_path(workspace: Workspace, version: str) -> Path:
    """Where a bundle's figures are kept for its report."""
    return workspace.state / "queues" / f"{version}.json"


def keep_figures(workspace: Workspace, version: str, listed: Listed) -> None:
    """Keeps the figures of a list that a bundle made, for its report."""
    write_text(figures_path(workspace, version), json_text(figures(listed)))


def _plain(found: Mapping[Target, Expected]) -> dict[str, Any]:
    return {target: one._asdict() for target, one in found.items()}
