"""How a source given on the command line is written in the agreement: relative if it can be, no password."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from features.sources.specification import Files, specification

_PASSWORD: Final = re.compile(r"^(postgres(?:ql)?://[^/\s:@]*):([^/\s@]+)@", re.IGNORECASE)
PASSWORD_VARIABLE: Final = "LEADCAST_DATABASE_PASSWORD"


def written(given: str, table: str, workspace: Path) -> str:
    """The source as the agreement says it.

    A path is given from the current folder and written from the workspace, unless the two are far apart.
    """
    if "${" in given:
        return given
    source = specification(given, table)
    if not isinstance(source, Files):
        return given
    absolute = Path(os.path.normpath(Path.cwd() / Path(source.pattern).expanduser()))
    relative = os.path.relpath(absolute, workspace.resolve())
    return str(absolute) if relative.count("..") > 2 else Path(relative).as_posix()


def without_password(text: str) -> str:
    """The source with its password replaced by ``${LEADCAST_DATABASE_PASSWORD}``."""
    return _PASSWORD.sub(lambda found: f"{found[1]}:${{{PASSWORD_VARIABLE}}}@", text)
