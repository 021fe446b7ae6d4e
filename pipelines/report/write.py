"""Writes the report of a bundle into its workspace, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.files import write_text
from pipelines.insights.kept import sections
from pipelines.queue.filled import kept_figures

if TYPE_CHECKING:
    from pathlib import Path

    from models.bundle import Bundle
    from models.workspace import Workspace
    from pipelines.gate.decision import Decision


def write_report(
    workspace: Workspace, bundle: Bundle, decision: tuple[str, ...], gate: Decision | None = None
) -> Path:
    """Writes the page and returns its path.

    The same bundle, decision, champion, list of leads to work and insights give the same bytes.

    Args:
        workspace: where the page goes, and who says which bundle is champion.
        bundle: what the page is about.
        decision: why the bundle was promoted or not, in sentences.
        gate: all that the gate asked, if it was asked.
    """
    from pipelines.report.page import page  # matplotlib loads slowly, and most commands draw nothing

    queue = kept_figures(workspace, bundle.version)
    insights = sections(workspace, bundle.version)
    write_text(workspace.report, page(bundle, workspace.champion_version(), decision, gate, queue, insights))
    return workspace.report
