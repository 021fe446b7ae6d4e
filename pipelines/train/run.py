"""One training, from sources to champion: check, judge, learn, bundle, gate, record, report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from features.agreement import read_agreement
from features.checks import check_journey, refuse_on_errors
from features.clock import iso
from features.sources import open_journey
from models.evaluation import better_kind
from models.tuning import tuned_settings, tuning_told
from models.workspace import Workspace
from pipelines.alone import alone
from pipelines.progress import step
from pipelines.report import write_report
from pipelines.tracking import record
from pipelines.train.answer import Trained
from pipelines.train.assemble import assemble, digests
from pipelines.train.belief import prepare
from pipelines.train.coherence import coherence
from pipelines.train.delays import measured_delays
from pipelines.train.gate import Decision, decide, first
from pipelines.train.judge import judge
from pipelines.train.leakage import refuse_leaks
from pipelines.train.learning import learn
from pipelines.train.material import Material, agreed_horizons, end_of

if TYPE_CHECKING:
    from pathlib import Path

    from features.agreement import Agreement
    from features.agreement.values import Target
    from features.checks import Finding
    from models.booster import BoosterSettings
    from pipelines.train.belief import Belief
    from pipelines.train.judge import Judgement


def train(path: Path, as_of: int | None = None) -> Trained:
    """Trains the workspace as of a date (default: just after the last dated row).

    Killed at any point it leaves the workspace as it was: bundle, pointer and report are each written
    beside and renamed.
    """
    workspace = Workspace(path)
    agreement = read_agreement(path)
    text = workspace.agreement_text()  # now: it may be edited meanwhile
    agreed_horizons(agreement, path)
    busy = f"{path} is being trained by another process; wait for it to end"
    with alone(workspace.state, "train", busy, ".mlflow.db*.part*", ".report.html.*.part", "bundles/.*.part"):
        with step("reading and checking the sources"):
            journey = open_journey(agreement, path, until=as_of)
        try:
            findings = check_journey(journey)
            refuse_on_errors(findings)
            until = as_of or end_of(journey)
            material = Material(journey, agreement, until, _tuned(workspace, agreement, until))
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
        data = everything.dataset
        final = learn(
            everything,
            {target: data.open[target] for target in horizons},
            horizons,
            agreement.seed,
            lambda: tell("boosting"),
            settings=material.settings,
            young=np.ones(data.as_of.size, dtype=bool),
            instead={
                target: kind
                for target, found in judgement.targets.items()
                if (kind := better_kind(found)) is not None
            },
        )
    evaluation: dict[str, Any] = {
        "origin": iso(judgement.origin) if judgement.twin else None,
        "targets": judgement.targets,
        "calibration": _calibration(judgement),
        "coherence": coherence(judgement),
        **held.to_json(),
        "data": digests(material),
        "maturity": {"delays": measured_delays(material), "young": _young(final)},
        "tuning": tuning_told(workspace, horizons, material.until),
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


def _calibration(judgement: Judgement) -> dict[Target, dict[str, Any]]:
    """Per target: whether the probabilities meant what they said, in all and by segment."""
    return {
        target: {
            "ratio": found["model"]["calibration_ratio"],
            "error": found["model"]["calibration_error"],
            "maps": {event: told["calibration"] for event, told in found["learnt"].items()},
            "drift": {event: told["drift"] for event, told in found["learnt"].items()},
            "segments": found["segments"],
        }
        for target, found in judgement.targets.items()
    }


def _young(final: Belief) -> dict[str, dict[str, int]]:
    """Per event, how many moments taught although their horizon had not passed."""
    return {event: {"known": model.known, "waiting": model.waiting} for event, model in final.models.items()}


def _tuned(workspace: Workspace, agreement: Agreement, until: int) -> dict[Target, BoosterSettings]:
    """The settings a tuning has found, for the targets where it found any."""
    found: dict[Target, BoosterSettings] = {}
    for target, horizon in agreement.targets.horizons().items():
        settings = tuned_settings(workspace, target, horizon, until)
        if settings:
            found[target] = settings
    return found
