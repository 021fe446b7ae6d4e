"""The workspace that a command is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.agreement import read_agreement
from models.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path


def workspace_at(path: Path) -> Workspace:
    """The workspace in a folder, whose agreement is sound.

    Raises:
        WorkspaceError: the folder is none.
        AgreementError: the agreement cannot be read.
    """
    read_agreement(path)
    return Workspace(path)
