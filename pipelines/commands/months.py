"""``leadcast retrain``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.commands.training import show_training
from pipelines.commands.workspaces import workspace_at
from pipelines.progress import console
from pipelines.retrain import Month
from pipelines.retrain import retrain as retrain_month

if TYPE_CHECKING:
    from argparse import Namespace


def retrain(given: Namespace) -> dict[str, Any]:
    """Retrains a month, or says what its retraining did."""
    workspace_at(given.workspace)
    done = retrain_month(given.workspace, Month.read(given.month) if given.month else None)
    if done.again:
        console.print(f"{done.month} was retrained before, over the same inputs; this is what was done:")
    if done.taken.file:
        console.print(
            f"today's attributes: {done.taken.values:,} values of {done.taken.leads:,} leads are new"
        )
    show_training(done.trained)
    return done.to_json()
