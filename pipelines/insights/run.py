"""Finds what there is to say of a bundle's leads, theme by theme, and keeps it for the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.insights import insights_folder
from pipelines.alone import alone
from pipelines.insights.book import open_book
from pipelines.insights.kept import Keeping, current
from pipelines.insights.themes import THEMES, theme
from pipelines.progress import step

if TYPE_CHECKING:
    from pathlib import Path

    from models.workspace import Workspace


def write_insights(workspace: Workspace, version: str | None = None, until: int | None = None) -> Path:
    """Writes all themes of a bundle (default: the champion) and returns their folder.

    Killed at any point it leaves whole files; what is missing is said to be missing.

    Args:
        until: nothing dated from this instant on is looked at (default: just after the newest row).

    Raises:
        WorkspaceError: there is no such bundle, or another process is at it.
        LeadcastError: the sources can no longer be read.
    """
    busy = f"the insights of {workspace.path} are being written by another process; wait for it to end"
    with (
        alone(workspace.state, "insights", busy, "insights/*/.*.part"),
        step("finding what there is to say of all leads") as tell,
        open_book(workspace, version, until) as book,
    ):
        keeping = Keeping(book)
        for name in THEMES:
            tell(name)
            made = theme(name)
            found = made.find(book)
            keeping.keep(name, found, made.section(found))
        keeping.finish()
        return keeping.folder


def ensure_insights(workspace: Workspace, version: str) -> Path:
    """The folder of a bundle's insights; they are written if they are missing, or of another agreement."""
    if current(workspace, version):
        return insights_folder(workspace, version)
    return write_insights(workspace, version)
