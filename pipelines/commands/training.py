"""``leadcast train`` and ``report``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from features.agreement import read_agreement
from pipelines.commands.checking import show_findings
from pipelines.commands.gating import show_decision
from pipelines.commands.times import instant_of
from pipelines.commands.tuning import tune_within
from pipelines.commands.workspaces import workspace_at
from pipelines.gate.asking import decision_on
from pipelines.insights.run import ensure_insights
from pipelines.progress import console, step
from pipelines.report import write_report
from pipelines.report.made import made_of
from pipelines.report.pdf import print_pdf
from pipelines.train import train as train_workspace

if TYPE_CHECKING:
    from argparse import Namespace

    from pipelines.train import Trained

_SHOWN = ("auc", "average_precision", "log_loss", "calibration_error", "lift_10")


def train(given: Namespace) -> dict[str, Any]:
    """Trains, evaluates, gates and reports."""
    as_of = instant_of(given.as_of, read_agreement(given.workspace))
    if given.tune:
        tune_within(given.workspace, as_of, given.tune, "--tune")
    trained = train_workspace(given.workspace, as_of, insights=given.insights)
    show_training(trained)
    return trained.to_json()


def show_training(trained: Trained) -> None:
    """The outcome of a training, on standard error."""
    if trained.findings:
        show_findings(trained.findings)
    facts = trained.bundle.manifest["facts"]
    if not facts["targets"]:
        console.print(
            "[yellow]nothing is forecast[/yellow]: no lead is known to have reached a target in time "
            "while others did not, so only the fit is told. Look at the stages with leadcast check, or wait"
        )
    for target in facts["targets"]:
        for sentence in made_of(facts["models"], target):
            console.print(escape(sentence))
        found = trained.evaluation["targets"].get(target)
        if found is None:
            console.print(
                f"{target}: too few outcomes are left to judge the model on leads it has not seen; no lead "
                "and no account may be on both sides, so leave account_id out if few accounts hold most leads"
            )
            continue
        table = Table(
            "forecast",
            *(name.replace("_", " ") for name in _SHOWN),
            title=f"{target}: {found['tested']['leads']} leads it had not seen",
        )
        for name, measured in (("Leadcast", found["model"]), *found["baselines"].items()):
            table.add_row(name.replace("_", " "), *(_number(measured[metric]) for metric in _SHOWN))
        console.print(table)
        console.print(escape(found["verdict"]))
    console.print(f"bundle {trained.bundle.version}: {trained.decision.outcome}")
    show_decision(trained.decision)
    if trained.decision.outcome != "promote" and trained.bundle.version != trained.champion:
        console.print(
            f"the champion is {trained.champion or 'none yet'}; to use the new one all the same: "
            f"leadcast promote {escape(str(trained.bundle.path.parents[2]))} {trained.bundle.version}"
        )
    console.print(f"report: {escape(str(trained.report))}")


def report(given: Namespace) -> dict[str, Any]:
    """Writes the champion's report with all insights; they are found anew if the agreement has changed."""
    workspace = workspace_at(given.workspace)
    bundle = workspace.champion()
    ensure_insights(workspace, bundle.version)
    with step("writing the report"):
        why = tuple(entry.why for entry in workspace.history()[-1:])
        path = write_report(workspace, bundle, why, decision_on(workspace, bundle.version))
    console.print(f"report: {escape(str(path))}")
    told = {"report": str(path), "model_version": bundle.version}
    if given.pdf:
        with step("printing it"):
            told["pdf"] = str(print_pdf(path, path.with_suffix(".pdf")))
        console.print(f"to mail or print: {escape(told['pdf'])}")
    return told


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
