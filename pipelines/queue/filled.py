"""The list that a bundle would make of the leads it was trained on, in figures, for its report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from models.scorer import Scorer
from pipelines.queue.figures import figures_path, keep_figures
from pipelines.queue.run import listed

if TYPE_CHECKING:
    from features.sources import Journey
    from models.bundle import Bundle
    from models.workspace import Workspace


def fill(workspace: Workspace, journey: Journey, until: int, bundle: Bundle) -> None:
    """Scores the leads that are open at ``until`` and keeps what a list of them would be worth.

    What sales has answered is not looked at: the figures depend on the sources and the bundle alone.
    """
    scorer = Scorer(bundle)
    if scorer.ranked_by is None:
        return
    capacity = journey.agreement.action.capacity_per_week
    keep_figures(workspace, bundle.version, listed(scorer, journey, until, capacity))


def kept_figures(workspace: Workspace, version: str) -> dict[str, Any] | None:
    """The figures of a bundle's list; None where none were kept."""
    path = figures_path(workspace, version)
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
