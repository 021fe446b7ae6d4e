"""Records a training as a run: what it was given, what it found, and the bundle itself."""

from __future__ import annotations

import hashlib
import sys
import time
import warnings
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING, Any

from features.errors import WorkspaceError
from pipelines.tracking.client import client_of, server
from pipelines.tracking.registry import crown, model_name, register

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from mlflow import MlflowClient
    from mlflow.entities import DatasetInput, Metric, Param

    from models.bundle import Bundle
    from models.workspace import Workspace


def record(workspace: Workspace, bundle: Bundle, report: Path) -> str:
    """Records a training and registers its bundle as challenger; returns the run's id.

    The champion's alias then follows the workspace, also where an earlier training was cut short.

    Raises:
        WorkspaceError: the tracking server cannot be reached or refuses.
    """
    with _refusals(
        f"the bundle {bundle.version} is whole and in place, but MLflow could not record it",
        "check MLFLOW_TRACKING_URI and train again",
    ):
        client = client_of(workspace)
        run_id = _run(client, workspace, bundle, report)
        register(client, bundle, run_id)
        serving = workspace.champion_version()
        if serving is not None:
            crown(client, model_name(bundle), serving)
        client.set_terminated(run_id, "FINISHED")
        return run_id


def name_champion(workspace: Workspace, bundle: Bundle) -> None:
    """Moves the registry's champion alias to a bundle's model version, if the registry knows it.

    Raises:
        WorkspaceError: the tracking server cannot be reached or refuses.
    """
    with _refusals(
        f"{bundle.version} is now the workspace's champion, but MLflow could not be told",
        "check MLFLOW_TRACKING_URI and promote again",
    ):
        crown(client_of(workspace), model_name(bundle), bundle.version)


@contextmanager
def _refusals(what: str, mend: str) -> Generator[None]:
    try:
        with redirect_stdout(sys.stderr), warnings.catch_warnings():  # it greets on standard output
            warnings.simplefilter("ignore")  # of MLflow's use of its own dependencies
            yield
    except Exception as error:  # the client raises whatever its transport raises
        told = (str(error).splitlines() or [type(error).__name__])[0]
        raise WorkspaceError(f"{what} ({told}); {mend}") from error


def _run(client: MlflowClient, workspace: Workspace, bundle: Bundle, report: Path) -> str:
    facts: dict[str, Any] = bundle.manifest["facts"]
    run = client.create_run(
        _experiment(client, workspace, facts["name"]),
        tags={"mlflow.runName": bundle.version, "bundle": bundle.version},
    )
    run_id: str = run.info.run_id
    found = bundle.json("evaluation.json")["targets"]
    client.log_batch(run_id, params=list(_parameters(facts)), metrics=list(_metrics(found)))
    client.log_inputs(run_id, datasets=list(_tables(facts["data"])))
    client.log_artifacts(run_id, str(bundle.path), "bundle")
    client.log_artifact(run_id, str(report), "report")
    return run_id


def _experiment(client: MlflowClient, workspace: Workspace, name: str) -> str:
    """The experiment of a workspace.

    An experiment keeps the place of its artifacts for good, so a workspace that was moved gets a new one.
    """
    home = None if server() else (workspace.state.resolve() / "artifacts").as_uri()
    title = f"{name} ({hashlib.sha256(home.encode()).hexdigest()[:6]})" if home else name
    found = client.get_experiment_by_name(title)
    return found.experiment_id if found else client.create_experiment(title, artifact_location=home)


def _parameters(facts: dict[str, Any]) -> Iterator[Param]:
    from mlflow.entities import Param

    yield Param("as_of", facts["as_of"])
    yield Param("agreement_version", facts["agreement_version"])
    yield Param("lightgbm", facts["lightgbm"])
    for table, seen in facts["data"].items():
        yield Param(f"{table}.rows", str(seen["rows"]))
        yield Param(f"{table}.digest", str(seen["digest"]))
    for target, learnt in facts["targets"].items():
        for key, value in learnt.items():
            yield Param(f"{target}.{key}", str(value))


def _tables(data: dict[str, dict[str, Any]]) -> Iterator[DatasetInput]:
    """Each table and its digest, cut to the length MLflow takes: runs that saw the same say the same."""
    from mlflow.entities import Dataset, DatasetInput

    for table, seen in data.items():
        digest = hashlib.sha256(str(seen["digest"]).encode()).hexdigest()[:32]
        profile = f'{{"num_rows": {seen["rows"]}}}'
        yield DatasetInput(Dataset(table, digest, "code", '{"tags": {}}', profile=profile))


def _metrics(targets: dict[str, Any]) -> Iterator[Metric]:
    from mlflow.entities import Metric

    now = int(time.time() * 1000)
    for target, found in targets.items():
        for name, measured in (("model", found["model"]), *found["baselines"].items()):
            for metric, value in measured.items():
                if isinstance(value, int | float) and not isinstance(value, bool):
                    yield Metric(f"{target}.{name}.{metric}", float(value), now, 0)
