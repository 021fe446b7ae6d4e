"""Where the insights of bundles are kept: a file of findings and a part of a page a theme."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

    from models.workspace import Workspace

ABOUT: Final = "about.json"
"""Written last: without it the others are of a run that did not end."""


def insights_folder(workspace: Workspace, version: str) -> Path:
    """The folder of a bundle's insights."""
    return workspace.state / "insights" / version


def about_insights(workspace: Workspace, version: str) -> dict[str, Any] | None:
    """Of which bundle, instant and agreement they are; None where there are none, or not all."""
    try:
        told = json.loads((insights_folder(workspace, version) / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and "agreement" in told else None
