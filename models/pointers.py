"""Small files that each name one bundle: the champion, the challenger, the one that rides along."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from features.errors import WorkspaceError
from models.files import json_text, write_text

if TYPE_CHECKING:
    from pathlib import Path


def named(file: Path, mend: str) -> str | None:
    """The version a file names; None where there is no file.

    Args:
        mend: the command that writes it anew.

    Raises:
        WorkspaceError: it cannot be read.
    """
    try:
        return str(json.loads(file.read_text(encoding="utf-8"))["version"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise WorkspaceError(f"{file} is damaged ({error}); write it anew with: {mend}") from error


def name(file: Path, version: str) -> None:
    """Names a bundle; one rename, so that a reader sees the old or the new one."""
    write_text(file, json_text({"version": version}))
