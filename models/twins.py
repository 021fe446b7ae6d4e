"""Where the twins of bundles are: learnt alike without the newest leads, to be judged in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.errors import BundleError
from models.bundle import open_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from models.bundle import Bundle
    from models.workspace import Workspace


def twin_folder(workspace: Workspace, version: str) -> Path:
    """The folder that the twin of a bundle lies in, under its own version."""
    return workspace.state / "twins" / version


def twin_of(workspace: Workspace, version: str) -> Bundle | None:
    """The twin of a bundle; None where it has none, or what there is of it is no longer whole."""
    found = sorted(path for path in twin_folder(workspace, version).glob("[0-9]*") if path.is_dir())
    try:
        return open_bundle(found[-1]) if found else None
    except BundleError:
        return None
