"""``leadcast sync``: tells the ledger what the sources say, for scores by lead_id alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from features.clock import iso
from pipelines.progress import console, step
from pipelines.sync import sync_workspace

if TYPE_CHECKING:
    from argparse import Namespace


def sync(given: Namespace) -> dict[str, Any]:
    """Syncs and says what was new."""
    with step("telling the ledger what the sources say") as tell:
        done = sync_workspace(given.workspace, tell)
    console.print(
        f"the ledger knows {done.leads:,} leads as of {iso(done.said_at)}: {done.new:,} new, "
        f"{done.changed:,} changed, {done.unchanged:,} unchanged, {done.removed:,} removed"
    )
    return done.to_json()
