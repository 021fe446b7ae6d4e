"""MLflow: the only file that imports it. Runs, metrics, digests, and each bundle as a model version.

By default everything lies in the workspace (SQLite and a folder); MLFLOW_TRACKING_URI names a server instead.
Scoring never comes here: a bundle is complete without it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import warnings
from typing import TYPE_CHECKING, Any, Final

from features.errors import WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mlflow import MlflowClient

    from models.bundle import Bundle
    from models.workspace import Workspace

CHAMPION: Final = "champion"
CHALLENGER: Final = "challenger"


def record(workspace: Workspace, bundle: Bundle, report: Path, *, promoted: bool) -> str:
    """Records a training and registers its bundle; returns the run's id.

    Raises:
        WorkspaceError: the tracking server cannot be reached or refuses.
    """
    try:
        return _record(workspace, bundle, report, promoted=promoted)
    except Exception as error:  # the client raises whatever its transport raises
        raise WorkspaceError(
            f"the bundle {bundle.version} is whole and in place, but MLflow could not record it "
            f"({_first_line(error)}); check MLFLOW_TRACKING_URI and train again"
        ) from error


def name_champion(workspace: Workspace, bundle: Bundle) -> None:
    """Moves the registry's champion alias to a bundle's model version, if the registry knows it."""
    client = _client(workspace)
    name = _model_name(bundle)
    for version in client.search_model_versions(f"name = '{name}'"):
        if version.tags.get("bundle") == bundle.version:
            client.set_registered_model_alias(name, CHAMPION, version.version)


def _record(workspace: Workspace, bundle: Bundle, report: Path, *, promoted: bool) -> str:
    client = _client(workspace)
    facts: dict[str, Any] = bundle.manifest["facts"]
    run = client.create_run(
        _experiment(client, workspace, facts["name"]),
        tags={"mlflow.runName": bundle.version, "bundle": bundle.version},
    )
    run_id = run.info.run_id
    for key, value in _parameters(facts):
        client.log_param(run_id, key, value)
    for key, value in _metrics(bundle.json("evaluation.json")["targets"]):
        client.log_metric(run_id, key, value)
    client.log_artifacts(run_id, str(bundle.path), "bundle")
    client.log_artifact(run_id, str(report), "report")
    version = _register(client, bundle, run_id)
    client.set_registered_model_alias(_model_name(bundle), CHALLENGER, version)
    if promoted:
        client.set_registered_model_alias(_model_name(bundle), CHAMPION, version)
    client.set_terminated(run_id, "FINISHED")
    return run_id


def _client(workspace: Workspace) -> MlflowClient:
    os.environ.setdefault("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "false")
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("DO_NOT_TRACK", "true")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its dependencies, on import
        from mlflow import MlflowClient
    for noisy in ("mlflow", "alembic"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    uri = os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{workspace.state.resolve() / 'mlflow.db'}"
    return MlflowClient(tracking_uri=uri, registry_uri=uri)


def _experiment(client: MlflowClient, workspace: Workspace, name: str) -> str:
    """The experiment of a workspace.

    An experiment keeps the place of its artifacts for good, so a workspace that was moved gets a new one.
    """
    if os.environ.get("MLFLOW_TRACKING_URI"):
        found = client.get_experiment_by_name(name)
        return found.experiment_id if found else client.create_experiment(name)
    home = (workspace.state.resolve() / "artifacts").as_uri()
    title = f"{name} ({hashlib.sha256(home.encode()).hexdigest()[:6]})"
    found = client.get_experiment_by_name(title)
    return found.experiment_id if found else client.create_experiment(title, artifact_location=home)


def _register(client: MlflowClient, bundle: Bundle, run_id: str) -> str:
    """A model version that points at the run's copy of the bundle; the same bundle is registered once."""
    name = _model_name(bundle)
    if not client.search_registered_models(f"name = '{name}'"):
        client.create_registered_model(name)
    for version in client.search_model_versions(f"name = '{name}'"):
        if version.tags.get("bundle") == bundle.version:
            return str(version.version)
    source = f"{client.get_run(run_id).info.artifact_uri}/bundle"
    made = client.create_model_version(name, source, run_id, tags={"bundle": bundle.version})
    return str(made.version)


def _model_name(bundle: Bundle) -> str:
    name = re.sub(r"[^A-Za-z0-9 _-]+", "", str(bundle.manifest["facts"]["name"])).strip()
    return f"leadcast-{name.replace(' ', '-').lower() or 'workspace'}"


def _parameters(facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "as_of", facts["as_of"]
    yield "agreement_version", facts["agreement_version"]
    yield "lightgbm", facts["lightgbm"]
    for table, digest in facts["data"].items():
        yield f"{table}.rows", str(digest["rows"])
        yield f"{table}.digest", str(digest["digest"])
    for target, learnt in facts["targets"].items():
        for key, value in learnt.items():
            yield f"{target}.{key}", str(value)


def _metrics(targets: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for target, found in targets.items():
        for name, measured in (("model", found["model"]), *found["baselines"].items()):
            for metric, value in measured.items():
                if isinstance(value, int | float) and not isinstance(value, bool):
                    yield f"{target}.{name}.{metric}", float(value)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
