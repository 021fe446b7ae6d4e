"""``leadcast promote`` and ``rollback``: which bundle serves, decided by a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from features.errors import UsageError
from models.workspace import Workspace
from pipelines.commands.workspaces import workspace_at
from pipelines.progress import console, step
from pipelines.tracking import name_champion

if TYPE_CHECKING:
    from argparse import Namespace

    from models.promotions import Promotion


def promote(given: Namespace) -> dict[str, Any]:
    """Makes a bundle the champion, here and in the registry."""
    if (Path(given.version) / "agreement.toml").is_file():
        raise UsageError(
            f"promote takes a workspace and a version; the bundles of {given.version} are: "
            f"{', '.join(Workspace(Path(given.version)).versions()) or 'none yet'}"
        )
    workspace = workspace_at(given.workspace)
    if given.version not in workspace.versions():
        raise UsageError(
            f"no bundle {given.version!r} in {given.workspace}; its bundles are: "
            f"{', '.join(workspace.versions()) or 'none yet'}"
        )
    return _crowned(workspace, workspace.promote(given.version, given.why, given.who))


def rollback(given: Namespace) -> dict[str, Any]:
    """Makes the champion before the present one serve again, here and in the registry."""
    workspace = workspace_at(given.workspace)
    return _crowned(workspace, workspace.rollback(given.why, given.who))


def _crowned(workspace: Workspace, made: Promotion) -> dict[str, Any]:
    with step("telling the registry"):
        name_champion(workspace, workspace.bundle(made.version))
    console.print(
        f"champion: {made.version} (before: {made.previous or 'none'}), decided by {escape(made.who)}"
    )
    return {"champion": made.version, **made._asdict(), "previous": made.previous or None}
