"""The records of the months, one file each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from features.errors import WorkspaceError
from models.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.retrain.month import Month


def file_of(path: Path, month: Month) -> Path:
    """Where the record of a month lies in the workspace at ``path``."""
    return Workspace(path).state / "months" / f"{month}.json"


def months(path: Path) -> list[dict[str, Any]]:
    """The records of all months whose retraining is done, in the order of time.

    Raises:
        WorkspaceError: one of them is damaged.
    """
    found: list[dict[str, Any]] = []
    for file in sorted((Workspace(path).state / "months").glob("[0-9]*-[0-9]*.json")):
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise WorkspaceError(
                f"{file} is damaged ({error}); move it away and retrain the month"
            ) from error
        if "finished_at" in told:
            found.append(told)
    return found
