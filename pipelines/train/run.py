"""One training, from sources to champion: check, judge, learn, bundle, gate, record, report."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from features.agreement import read_agreement
from features.checks import check_journey, refuse_on_errors
from features.clock import iso
from features.errors import TrainingError, WorkspaceError
from features.sources import open_journey
from models.workspace import Workspace
from pipelines.progress import step
from pipelines.report import write_report
from pipelines.tracking import record
from pipelines.train.assemble import assemble, digests
from pipelines.train.belief import LEAST_POSITIVES, Belief, learn, prepare
from pipelines.train.delays import measured_delays
from pipelines.train.gate import Decision, decide, first
from pipelines.train.judge import judge
from pipelines.train.leakage import refuse_leaks
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from features.agreement.values import Target
    from features.checks import Finding
    from models.bundle import Bundle


@dataclass(frozen=True, eq=False)
class Trained:
    """What a training made.

    Attributes:
        bundle: the new bundle.
        decision: whether it became champion, and why.
        evaluation: as in the bundle's evaluation.json.
        findings: warnings about the data.
        report: the page.
        run: the MLflow run's id.
        champion: the version that serves now.
    """

    bundle: Bundle
    decision: Decision
    evaluation: dict[str, Any]
    findings: tuple[Finding, ...]
    report: Path
    run: str
    champion: str | None

    def to_json(self) -> dict[str, Any]:
        """The machine-readable answer of ``leadcast train --json``."""
        return {
            "model_version": self.bundle.version,
            "bundle": str(self.bundle.path),
            "report": str(self.report),
            "run_id": self.run,
            "decision": self.decision._asdict(),
            "as_of": self.bundle.manifest["facts"]["as_of"],
            "targets": {
                target: {**facts, **self.evaluation["targets"].get(target, {})}
                for target, facts in self.bundle.manifest["facts"]["targets"].items()
            },
            "warnings": [finding.to_json() for finding in self.findings],
        }


def train(path: Path, as_of: int | None = None) -> Trained:
    """Trains the workspace as of a date (default: just after the last dated row).

    Killed at any point it leaves the workspace as it was: bundle, pointer and report are each written
    beside and renamed.
    """
    workspace = Workspace(path)
    agreement = read_agreement(path)
    text = workspace.agreement_text()  # now: it may be edited meanwhile
    if not agreement.targets.horizons():
        raise TrainingError(
            f'{path / "agreement.toml"}: no target; write [targets] with sql = "30d" or close = "90d"'
        )
    with _alone(workspace):
        with step("reading and checking the sources"):
            journey = open_journey(agreement, path, until=as_of)
        try:
            findings = check_journey(journey)
            refuse_on_errors(findings)
            material = Material(journey, agreement, as_of or end_of(journey))
            return _train(workspace, material, text, findings)
        finally:
            journey.close()


def _train(workspace: Workspace, material: Material, text: str, findings: tuple[Finding, ...]) -> Trained:
    agreement = material.agreement
    with step("computing features"):
        everything = prepare(material, material.until)
    with step("looking for what knows the outcome"):
        held = refuse_leaks(material, everything)
    with step("judging on leads the model has not seen") as tell:
        judgement = judge(material, everything, tell)
    with step("learning from every known outcome") as tell:
        horizons = agreement.targets.horizons()
        allowed: dict[Target, NDArray[np.bool_]] = {
            target: everything.dataset.open[target] for target in horizons
        }
        final = learn(everything, allowed, horizons, agreement.seed, lambda: tell("boosting"))
    _refuse_nothing_learnt(final, material)
    evaluation: dict[str, Any] = {
        "origin": iso(judgement.origin) if judgement.twin else None,
        "targets": judgement.targets,
        **held.to_json(),
        "data": digests(material),
        "maturity": {"delays": measured_delays(material)},
    }
    with step("writing the bundle"):
        bundle = assemble(workspace.bundles, material, final, text, evaluation)
    champion = workspace.champion_version()
    with step("asking the gate"):
        decision = (
            first()
            if champion is None
            else decide(material, judgement, workspace.bundle(champion))
            if champion != bundle.version
            else Decision("keep", ("The same inputs gave the bundle that is already champion.",))
        )
    if decision.outcome == "promote":
        workspace.promote(bundle.version, " ".join(decision.reasons))
    with step("writing the report"):
        report = write_report(workspace, bundle, decision.reasons)
    with step("recording the run"):
        run = record(workspace, bundle, report)
    return Trained(bundle, decision, evaluation, findings, report, run, workspace.champion_version())


def _refuse_nothing_learnt(final: Belief, material: Material) -> None:
    if final.models:
        return
    counts = {
        target: int((final.dataset.y[target] == 1).sum()) for target in material.agreement.targets.horizons()
    }
    told = ", ".join(f"{target}: {count} converted moments" for target, count in counts.items())
    raise TrainingError(
        f"too few known outcomes to learn from by {iso(material.until)} ({told}); each target needs at least "
        f"{LEAST_POSITIVES} leads that converted within its horizon and as many that did not. "
        "Look at the stages with leadcast check, shorten the horizon, or wait"
    )


def _alone(workspace: Workspace) -> FileLock:
    """Only one training at a time; the lock dies with its process."""
    workspace.state.mkdir(parents=True, exist_ok=True)
    lock = FileLock(workspace.state / "train.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise WorkspaceError(
            f"{workspace.path} is being trained by another process; wait for it to end"
        ) from error
    for left in _leftovers(workspace):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
    return lock


def _leftovers(workspace: Workspace) -> Iterator[Path]:
    """What a training that was killed had begun to write."""
    yield from workspace.state.glob(".mlflow.db*.part*")
    yield from workspace.state.glob(".report.html.*.part")
    if workspace.bundles.is_dir():
        yield from workspace.bundles.glob(".*.part")
