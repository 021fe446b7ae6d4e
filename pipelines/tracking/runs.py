"""One training as runs: a parent with all that was given and found, and a child for each target."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from pipelines.code import environment
from pipelines.tracking.client import server
from pipelines.tracking.told import metrics, parameters, tables, target_metrics

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mlflow import MlflowClient
    from mlflow.entities import Run

    from models.bundle import Bundle
    from models.workspace import Workspace

_PARENT: Final = "mlflow.parentRunId"
_NAME: Final = "mlflow.runName"


def run_of(
    client: MlflowClient, workspace: Workspace, bundle: Bundle, report: Path, tags: Mapping[str, str]
) -> str:
    """The id of the parent run, which is left open; see ``record``."""
    experiment = _experiment(client, workspace, bundle.manifest["facts"]["name"])
    for before in _of_same_month(client, experiment, tags):
        if before.info.status == "FINISHED":
            return str(before.info.run_id)
        _give_up(client, experiment, before)
    return _new(client, experiment, bundle, report, tags)


def _new(client: MlflowClient, experiment: str, bundle: Bundle, report: Path, tags: Mapping[str, str]) -> str:
    facts: dict[str, Any] = bundle.manifest["facts"]
    name = f"{tags['month']} {bundle.version}" if "month" in tags else bundle.version
    run_id: str = client.create_run(
        experiment, tags={_NAME: name, "bundle": bundle.version, **tags}
    ).info.run_id
    found = bundle.json("evaluation.json")["targets"]
    told = {**facts, "environment": environment()}
    client.log_batch(run_id, params=list(parameters(told)), metrics=list(metrics(found)))
    client.log_inputs(run_id, datasets=list(tables(facts["data"])))
    client.log_artifacts(run_id, str(bundle.path), "bundle")
    client.log_artifact(run_id, str(report), "report")
    for target, learnt in facts["targets"].items():
        child: str = client.create_run(
            experiment, tags={_NAME: target, _PARENT: run_id, "bundle": bundle.version}
        ).info.run_id
        client.log_batch(
            child,
            params=list(parameters({"targets": {"": learnt}})),
            metrics=list(target_metrics(found.get(target, {}))),
        )
        client.set_terminated(child, "FINISHED")
    return run_id


def _of_same_month(client: MlflowClient, experiment: str, tags: Mapping[str, str]) -> list[Run]:
    if "month" not in tags or "key" not in tags:
        return []
    same = f"tags.month = '{tags['month']}' and tags.key = '{tags['key']}'"
    return list(client.search_runs([experiment], same))


def _give_up(client: MlflowClient, experiment: str, run: Run) -> None:
    """A run that was cut short is named so, with its children."""
    children = client.search_runs([experiment], f"tags.`{_PARENT}` = '{run.info.run_id}'")
    for one in (*children, run):
        if one.info.status == "RUNNING":
            client.set_terminated(one.info.run_id, "KILLED")


def _experiment(client: MlflowClient, workspace: Workspace, name: str) -> str:
    """The experiment of a workspace.

    An experiment keeps the place of its artifacts for good, so a workspace that was moved gets a new one.
    """
    home = None if server() else (workspace.state.resolve() / "artifacts").as_uri()
    title = f"{name} ({hashlib.sha256(home.encode()).hexdigest()[:6]})" if home else name
    found = client.get_experiment_by_name(title)
    return str(found.experiment_id if found else client.create_experiment(title, artifact_location=home))
