"""Which bundles had seen a lead: they hold none of its rows, but it was among those they learnt from."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from features.clock import from_datetime
from models.bundle import MANIFEST

if TYPE_CHECKING:
    from models.workspace import Workspace


def seen_by(workspace: Workspace, created_at: int | None, forgotten_at: int) -> tuple[str, ...]:
    """The versions of the bundles that were trained on a time when the lead was there.

    Args:
        created_at: when the lead came to be; None where nobody knows, and any bundle may have seen it.
        forgotten_at: when it was put on the list of those to forget: trainings since then left it out.
    """
    found: list[str] = []
    for version in workspace.versions():
        manifest = workspace.bundles / version / MANIFEST
        made_at = round(manifest.stat().st_mtime * 1e6) if manifest.is_file() else forgotten_at
        as_of = _known_by(manifest.read_text(encoding="utf-8")) if manifest.is_file() else None
        told = created_at is None or as_of is None or created_at < as_of
        if told and made_at <= forgotten_at:
            found.append(version)
    return tuple(found)


def _known_by(manifest: str) -> int | None:
    try:
        return from_datetime(datetime.fromisoformat(json.loads(manifest)["facts"]["as_of"]))
    except (ValueError, KeyError, TypeError):
        return None
