"""``leadcast promote``, ``rollback`` and ``shadow``: a person decides which bundle serves or rides along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape

from features.errors import UsageError, WorkspaceError
from pipelines.commands.named import named
from pipelines.commands.workspaces import workspace_at
from pipelines.progress import console, step

if TYPE_CHECKING:
    from argparse import Namespace

    from models.promotions import Promotion
    from models.workspace import Workspace


def promote(given: Namespace) -> dict[str, Any]:
    """Makes a bundle, or the challenger, the champion, here and in the registry."""
    workspace, version = named(given.named)
    version = version or _challenger(workspace, "promote")
    return _crowned(workspace, workspace.promote(version, given.why, given.who))


def rollback(given: Namespace) -> dict[str, Any]:
    """Makes the champion before the present one serve again, here and in the registry."""
    workspace = workspace_at(given.workspace)
    return _crowned(workspace, workspace.rollback(given.why, given.who))


def shadow(given: Namespace) -> dict[str, Any]:
    """Has a bundle, or the challenger, ride along in the service, or ends the ride."""
    workspace, version = named(given.named)
    if given.stop:
        if version is not None:
            raise UsageError(f"--stop ends the ride of whatever rides along; leave {version} away")
        made = workspace.unshadow(given.why, given.who)
        console.print(f"rides no more: {made.previous}, decided by {escape(made.who)}")
    else:
        version = version or _challenger(workspace, "shadow")
        made = workspace.shadow(version, given.why, given.who)
        console.print(
            f"rides along: {version}, decided by {escape(made.who)}; "
            "a running service takes it within seconds",
            soft_wrap=True,
        )
    return {**made._asdict(), "shadow": made.version or None, "previous": made.previous or None}


def _challenger(workspace: Workspace, command: str) -> str:
    """The bundle that was trained last, unless it serves already."""
    version = workspace.challenger_version()
    known = ", ".join(workspace.versions()) or "none yet"
    if version is None:
        raise WorkspaceError(
            f"{workspace.path}: no training has left a challenger; name a bundle: {command} VERSION. "
            f"Its bundles are: {known}"
        )
    if version == workspace.champion_version():
        raise WorkspaceError(
            f"{workspace.path}: what was trained last, {version}, is the champion already; name another "
            f"bundle if you mean one. Its bundles are: {known}"
        )
    return version


def _crowned(workspace: Workspace, made: Promotion) -> dict[str, Any]:
    from pipelines.tracking import name_champion  # takes seconds to import, which a shadow need not wait for

    with step("telling the registry"):
        name_champion(workspace, workspace.bundle(made.version))
    console.print(
        f"champion: {made.version} (before: {made.previous or 'none'}), decided by {escape(made.who)}"
    )
    return {"champion": made.version, **made._asdict(), "previous": made.previous or None}
