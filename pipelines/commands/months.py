"""``leadcast retrain`` and ``months``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape

from features.agreement import read_agreement
from features.errors import WorkspaceError
from pipelines.commands.training import show_training
from pipelines.commands.workspaces import workspace_at
from pipelines.progress import console, step
from pipelines.report.months import write_months_page
from pipelines.retrain import Month
from pipelines.retrain import retrain as retrain_month
from pipelines.retrain.told import told

if TYPE_CHECKING:
    from argparse import Namespace


def retrain(given: Namespace) -> dict[str, Any]:
    """Retrains a month, or says what its retraining did."""
    workspace_at(given.workspace)
    month = Month.read(given.month) if given.month else None
    done = retrain_month(given.workspace, month, insights=given.insights)
    if done.again:
        console.print(f"{done.month} was retrained before, over the same inputs; this is what was done:")
    if done.taken.file:
        console.print(
            f"today's attributes: {done.taken.values:,} values of {done.taken.leads:,} leads are new"
        )
    show_training(done.trained)
    return done.to_json()


def months(given: Namespace) -> dict[str, Any]:
    """Writes the page of all months, and tells them."""
    workspace = workspace_at(given.workspace)
    every = [one.to_json() for one in told(workspace.path)]
    if not every:
        raise WorkspaceError(f"{workspace.path} has no month yet; begin with: leadcast retrain")
    name, champion = read_agreement(workspace.path).name, workspace.champion_version()
    with step("writing the page"):
        page = write_months_page(workspace.state / "months.html", name, every, champion)
    console.print(f"page: {escape(str(page))}")
    return {"page": str(page), "champion": champion, "months": every}
