"""``leadcast insights``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape

from pipelines.commands.named import named
from pipelines.insights.run import write_insights
from pipelines.insights.themes import THEMES
from pipelines.progress import console

if TYPE_CHECKING:
    from argparse import Namespace


def insights(given: Namespace) -> dict[str, Any]:
    """Finds and keeps what the analysts' pages show."""
    workspace, version = named(given.named)
    folder = write_insights(workspace, version)
    console.print(f"written to {escape(str(folder))}; look at them with: leadcast report, or leadcast serve")
    return {"folder": str(folder), "model_version": folder.name, "themes": list(THEMES)}
