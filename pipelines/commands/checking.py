"""``leadcast init`` and ``leadcast check``: getting to sources that can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape

from features.agreement import read_agreement
from features.checks import check_journey
from features.delays import short_horizons
from features.sources import open_journey
from features.spend import check_spend
from pipelines.commands.times import instant_of
from pipelines.init import init_workspace
from pipelines.leakage import show_verdicts
from pipelines.progress import console, step
from pipelines.train.leakage import Held, hold_against_outcome
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from features.checks import Finding


def init(given: Namespace) -> dict[str, Any]:
    """Guesses the roles of the user's columns and writes an agreement."""
    report = init_workspace(
        given.workspace,
        leads=given.leads,
        touches=given.touches,
        stages=given.stages,
        attribute_changes=given.changes,
    )
    for line in report.guessed:
        console.print(f"[green]guessed[/green] {escape(line)}")
    for line in report.unsure:
        console.print(f"[yellow]please say[/yellow] {escape(line)}")
    console.print(
        f"wrote {escape(str(report.path))}; read it, then run: leadcast check {escape(str(given.workspace))}"
    )
    return {"agreement": str(report.path), "guessed": list(report.guessed), "unsure": list(report.unsure)}


def check(given: Namespace) -> dict[str, Any]:
    """Reads everything, prints each finding, and exits 1 if training would refuse or spend is wrong."""
    agreement = read_agreement(given.workspace)
    as_of = instant_of(given.as_of, agreement)
    with step("reading and checking the sources"):
        journey = open_journey(agreement, given.workspace, until=as_of)
    try:
        findings = check_journey(journey)
        errors = sum(finding.severity == "error" for finding in findings)
        held = Held((), {})
        if not errors and agreement.targets.horizons():
            with step("looking for what knows the outcome"):
                material = Material(journey, agreement, as_of or end_of(journey))
                held = hold_against_outcome(material)
            findings += short_horizons(material.populations(), agreement, material.until)
        of_spend = check_spend(journey, given.workspace)
    finally:
        journey.close()
    show_findings(findings + of_spend)
    if held.verdicts:
        show_verdicts(held.verdicts, held.gaps)
    for line in held.lines_to_pass(agreement):
        console.print(f"[bold]{escape(line)}[/bold]", soft_wrap=True)
    refused = bool(errors or held.leaks)
    console.print("training would refuse these data" if refused else "[green]ready to train[/green]")
    unspent = any(finding.severity == "error" for finding in of_spend)
    if unspent:
        console.print("the verdict on channels would not count the spend")
    return {
        "findings": [finding.to_json() for finding in findings + of_spend],
        **held.to_json(),
        "exit_status": 1 if refused or unspent else 0,
    }


def show_findings(findings: Sequence[Finding]) -> None:
    """Every finding with its examples, on standard error."""
    if not findings:
        console.print("[green]nothing wrong was found in the sources[/green]")
    for found in findings:
        colour = "red" if found.severity == "error" else "yellow"
        place = f"{found.table}{'.' + found.column if found.column else ''}"
        console.print(
            f"[{colour}]{found.severity}[/{colour}] [bold]{escape(place)}[/bold] "
            f"{escape(found.check)}: {found.count} of {found.of}"
        )
        for example in found.examples:
            console.print(f"    [dim]{escape(example)}[/dim]")
        console.print(f"    {escape(found.reason)} {escape(found.action)}")
