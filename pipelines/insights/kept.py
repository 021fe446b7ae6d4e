"""Keeps what themes find, and says whether it is of now."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from features.clock import iso
from features.errors import WorkspaceError
from models.files import digest_of, json_text, write_text
from models.insights import ABOUT, about_insights, insights_folder
from pipelines.insights.themes import MODEL, THEMES

if TYPE_CHECKING:
    from pathlib import Path

    from models.workspace import Workspace
    from pipelines.insights.book import Book


class Keeping:
    """Keeps the insights of a book; until ``finish`` whoever looks is told that they are not all there."""

    def __init__(self, book: Book) -> None:
        self._about = {
            "version": book.bundle.version,
            "as_of": iso(book.until),
            "agreement": digest_of(book.workspace.agreement_text()),
        }
        self.folder: Path = insights_folder(book.workspace, book.bundle.version)
        (self.folder / ABOUT).unlink(missing_ok=True)

    def keep(self, name: str, found: dict[str, Any], section: str) -> None:
        """Keeps one theme's findings, and its part of a page."""
        write_text(self.folder / f"{name}.json", json_text(found))
        write_text(self.folder / f"{name}.html", section)

    def finish(self) -> None:
        """Says that all themes are kept, and of what."""
        write_text(self.folder / ABOUT, json_text(self._about))


def current(workspace: Workspace, version: str) -> bool:
    """Whether a bundle's insights are all there, and made with the agreement as it stands now."""
    about = about_insights(workspace, version)
    return about is not None and about["agreement"] == digest_of(workspace.agreement_text())


def sections(workspace: Workspace, version: str) -> dict[str, str]:
    """By theme, its part of a page, beside the model's own; none where they are not of now."""
    if not current(workspace, version):
        return {}
    folder = insights_folder(workspace, version)
    return {
        name: (folder / f"{name}.html").read_text(encoding="utf-8")
        for name in THEMES
        if name != MODEL and (folder / f"{name}.html").is_file()
    }


def findings(workspace: Workspace, version: str, name: str) -> dict[str, Any]:
    """What a theme found.

    Raises:
        WorkspaceError: it is not there, or cannot be read.
    """
    path = insights_folder(workspace, version) / f"{name}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WorkspaceError(
            f"{path} cannot be read ({type(error).__name__}); make it with: "
            f"leadcast insights {workspace.path} {version}"
        ) from error
