"""Words that name a workspace, a bundle, or both, in the order a person would say them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from features.errors import UsageError
from pipelines.commands.workspaces import workspace_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.workspace import Workspace

VERSION: Final = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{10}")


class Named(NamedTuple):
    """What some words name; no version where none was said."""

    workspace: Workspace
    version: str | None


def named(words: Sequence[str]) -> Named:
    """The workspace and the bundle that at most two words name, in either order.

    A folder with an agreement.toml is a workspace, and what looks like a version is one. Of one other word, a
    folder, or a path, is meant as a workspace, anything else as a version.

    Raises:
        UsageError: two words of one kind; or the workspace has no such bundle.
        WorkspaceError, AgreementError: the workspace is none.
    """
    folders = [word for word in words if _is_workspace(word)]
    versions = [word for word in words if not _is_workspace(word)]
    if len(folders) > 1 or len(versions) > 1:
        raise UsageError(
            f"{' and '.join(words)}: one of them has to be a workspace, a folder with an agreement.toml, "
            "the other a bundle's version"
        )
    workspace = workspace_at(Path(folders[0] if folders else "."))
    version = versions[0] if versions else None
    if version is not None and version not in workspace.versions():
        raise UsageError(
            f"no bundle {version!r} in {workspace.path}; its bundles are: "
            f"{', '.join(workspace.versions()) or 'none yet'}"
        )
    return Named(workspace, version)


def _is_workspace(word: str) -> bool:
    path = Path(word)
    if (path / "agreement.toml").is_file():
        return True
    return not VERSION.fullmatch(word) and (path.exists() or len(path.parts) > 1)
