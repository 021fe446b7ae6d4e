"""``leadcast monitor``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from features.agreement import read_agreement
from features.clock import now
from pipelines.commands.times import instant_of
from pipelines.commands.workspaces import workspace_at
from pipelines.monitor import monitor as look
from pipelines.progress import console

if TYPE_CHECKING:
    from argparse import Namespace


def monitor(given: Namespace) -> dict[str, Any]:
    """Looks once; exit status 1 if anything is raised."""
    workspace = workspace_at(given.workspace)
    as_of = now() if given.as_of == "now" else instant_of(given.as_of, read_agreement(workspace.path))
    found = look(workspace.path, as_of, given.service, given.webhook)
    console.print(_checks(found))
    for note in found["notes"]:
        console.print(f"[yellow]note[/yellow] {escape(note)}")
    for one in found["outcomes"]:
        console.print(escape(_cohort(one)))
    for alert in found["alerts"]:
        console.print(f"[red]{alert['name']}[/red] {escape(alert['sentence'])}")
        console.print(f"    {escape(alert['do'])} [dim]{escape(alert['owner'])}[/dim]")
    count = len(found["alerts"])
    console.print(
        f"[red]{count} alert{'s' if count > 1 else ''}[/red]" if count else "[green]no alert[/green]"
    )
    console.print(f"written to {escape(found['file'])}")
    return {**found, "exit_status": 1 if count else 0}


def _checks(found: dict[str, Any]) -> Table:
    table = Table("alert", "looked at", "raised", "nearest to it", title=f"{found['name']}, {found['as_of']}")
    for check in found["checks"]:
        best = check["nearest"][0]
        raised = f"[red]{check['raised']}[/red]" if check["raised"] else "-"
        table.add_row(
            check["name"],
            str(check["looked_at"]),
            "off" if check["off"] else raised,
            escape(str(best["sentence"])),
        )
    return table


def _cohort(one: dict[str, Any]) -> str:
    told = one["all"]
    if not told["leads"]:
        return f"{one['target']} by {one['version']}: no score has an outcome"
    low_high = told["interval"]
    between = f" ({low_high[0]:.2f} to {low_high[1]:.2f})" if low_high else ""
    auc = f", AUC {told['auc']:.2f}" if told["auc"] is not None else ""
    return (
        f"{one['target']} by {one['version']}: {told['leads']} leads, {told['promised']:.1f} promised, "
        f"{told['came']:.0f} came: {told['came_per_promised'] or 0:.2f} times{between}{auc}; "
        f"of {one['explored'].get('leads', 0)} explored ones apart, see the file"
    )
