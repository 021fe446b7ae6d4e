"""One training, from sources to champion: check, learn and bundle, gate, promote, report, record."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from features.agreement import read_agreement
from features.checks import check_journey, refuse_on_errors
from features.clock import iso, now
from features.errors import TrainingError
from features.sources import open_journey
from models.files import json_text
from models.tuning import tuned_settings
from models.workspace import Workspace
from pipelines.alone import alone
from pipelines.code import environment
from pipelines.gate.asking import ask
from pipelines.gate.decision import Decision
from pipelines.gate.judged import Judged
from pipelines.gate.judging import judged_of
from pipelines.progress import console, step
from pipelines.queue.filled import fill
from pipelines.report import write_report
from pipelines.tracking import record
from pipelines.train.answer import Trained
from pipelines.train.assemble import digests
from pipelines.train.course import Course
from pipelines.train.learnt import learnt
from pipelines.train.material import Material, agreed_horizons, end_of

if TYPE_CHECKING:
    from pathlib import Path

    from features.agreement import Agreement
    from features.agreement.values import Target
    from features.checks import Finding
    from models.booster import BoosterSettings
    from models.bundle import Bundle


def train(
    path: Path,
    as_of: int | None = None,
    course: Course | None = None,
    *,
    since: int | None = None,
    insights: bool = False,
) -> Trained:
    """Trains the workspace as of a date (default: just after the last dated row).

    Killed at any point it leaves the workspace as it was: bundle, pointer and report are each written
    beside and renamed.

    Args:
        course: what was done before, if this was begun before; nothing of it is done again.
        since: an instant from which on the sources must hold something.
        insights: whether what the champion's leads have to tell is found too, for desk and report.
    """
    workspace = Workspace(path)
    agreement = read_agreement(path)
    text = workspace.agreement_text()  # now: it may be edited meanwhile
    agreed_horizons(agreement, path)
    busy = f"{path} is being trained by another process; wait for it to end"
    begun = (".mlflow.db*.part*", ".report.html.*.part", "bundles/.*.part", "twins/*/.*.part", "gate/.*.part")
    with alone(workspace.state, "train", busy, *begun):
        with step("reading and checking the sources"):
            journey = open_journey(agreement, path, until=as_of)
        try:
            if since is not None:
                _refuse_stale(path, end_of(journey) - 1, since)
            findings = check_journey(journey)
            refuse_on_errors(findings)
            until = as_of or end_of(journey)
            material = Material(journey, agreement, until, _tuned(workspace, agreement, until))
            return _train(workspace, material, text, findings, course or Course(), insights=insights)
        finally:
            journey.close()


def _refuse_stale(path: Path, newest: int, since: int) -> None:
    if newest < since:
        raise TrainingError(
            f"{path / 'agreement.toml'}: its sources hold nothing from {iso(since)[:10]} on; the newest row "
            f"before the end of the month is of {iso(newest)[:10]}. Export anew, or retrain the month of "
            f"that day: --month {iso(newest)[:7]}"
        )


def _train(
    workspace: Workspace,
    material: Material,
    text: str,
    findings: tuple[Finding, ...],
    course: Course,
    *,
    insights: bool,
) -> Trained:
    course.begin(_key(material, text))
    bundle, decision = _decided(workspace, material, text, course)
    if decision.outcome == "promote" and not _promoted(workspace, bundle, course):
        workspace.promote(bundle.version, " ".join(decision.reasons))
    report = workspace.report
    if not course.finished or not report.is_file():
        with step("filling the week's list"):
            fill(workspace, material.journey, material.until, bundle)
        if insights and "insights" not in course.told:
            _tell(workspace, material.until)
            course.note(insights=True)
        with step("writing the report"):
            report = write_report(workspace, bundle, decision.reasons, decision)
        with step("recording the run"):
            course.note(run_id=record(workspace, bundle, report, _tags(course, decision)))
        course.finish()
    evaluation = bundle.json("evaluation.json")
    run = str(course.told["run_id"])
    return Trained(bundle, decision, evaluation, findings, report, run, workspace.champion_version())


def _decided(workspace: Workspace, material: Material, text: str, course: Course) -> tuple[Bundle, Decision]:
    told = course.told
    if "decision" in told and told["model_version"] in workspace.versions():
        console.print("the bundle and the gate's word on it are there already")
        return workspace.bundle(told["model_version"]), Decision.from_json(told["decision"])
    bundle, judged = _judged(workspace, material, text, course)
    champion = workspace.champion_version()
    with step("asking the gate"):
        decision = ask(workspace, material, judged, bundle)
    workspace.challenge(bundle.version)
    course.note(
        model_version=bundle.version,
        champion=champion,
        decision=decision.to_json(),
        decided_at=iso(now()),
    )
    return bundle, decision


def _judged(workspace: Workspace, material: Material, text: str, course: Course) -> tuple[Bundle, Judged]:
    version, kept = course.told.get("model_version"), course.judged
    if kept and kept.is_file() and version in workspace.versions():
        console.print("the bundle is there already; the gate has still to be asked")
        return workspace.bundle(version), Judged.read(kept)
    bundle, judgement = learnt(workspace, material, text)
    judged = judged_of(material, judgement)
    if kept:
        judged.write(kept)
    course.note(model_version=bundle.version)
    return bundle, judged


def _promoted(workspace: Workspace, bundle: Bundle, course: Course) -> bool:
    """Whether the decision is carried out already: before a process was killed, or because all is done.

    Told is not done: a process may have been killed between the log's line and the champion's name.
    """
    since = str(course.told["decided_at"])[:19]  # the log's instants have no decimals
    history = workspace.history()
    told = any(made.version == bundle.version and made.at[:19] >= since for made in history)
    last = told and history[-1].version == bundle.version
    return course.finished or (told and not (last and workspace.champion_version() != bundle.version))


def _tags(course: Course, decision: Decision) -> dict[str, str]:
    told = {name: str(course.told[name]) for name in ("month", "key") if name in course.told}
    return {**told, "decision": decision.outcome, "why": " ".join(decision.reasons)[:5000]}


def _tell(workspace: Workspace, until: int) -> None:
    from pipelines.insights.run import write_insights  # it works on a training's material

    write_insights(workspace, until=until)


def _key(material: Material, text: str) -> str:
    """Stands for all that a training depends on: the same key, the same bundle."""
    whole = [
        material.until,
        text,
        digests(material),
        {target: vars(settings) for target, settings in material.settings.items()},
        environment(),
    ]
    return hashlib.sha256(json_text(whole).encode()).hexdigest()[:16]


def _tuned(workspace: Workspace, agreement: Agreement, until: int) -> dict[Target, BoosterSettings]:
    """The settings a tuning has found, for the targets where it found any."""
    found: dict[Target, BoosterSettings] = {}
    for target, horizon in agreement.targets.horizons().items():
        settings = tuned_settings(workspace, target, horizon, until)
        if settings:
            found[target] = settings
    return found
