"""Where MLflow keeps its records: a database in the workspace, or the server of the environment."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from pathlib import Path

    from mlflow import MlflowClient

    from models.workspace import Workspace

DATABASE = "mlflow.db"


def server() -> str | None:
    """The tracking server that the environment names."""
    return os.environ.get("MLFLOW_TRACKING_URI") or None


def client_of(workspace: Workspace) -> MlflowClient:
    """A client of the server, or of the workspace's own database."""
    return _client(server() or _own_database(workspace))


def _own_database(workspace: Workspace) -> str:
    """The database's URI; made beside and renamed: making it takes seconds, in which it may be killed."""
    final = workspace.state.resolve() / DATABASE
    if not final.exists():
        beside = final.with_name(f".{DATABASE}.{os.getpid()}.part")
        _client(_uri(beside)).search_experiments(max_results=1)
        beside.replace(final)
    return _uri(final)


def _uri(path: Path) -> str:
    text = str(path)
    return f"sqlite:///{quote(text) if '?' in text or unquote(text) != text else text}"


def _client(uri: str) -> MlflowClient:
    os.environ.setdefault("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "false")
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("DO_NOT_TRACK", "true")
    from mlflow import MlflowClient

    for noisy in ("mlflow", "alembic"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    return MlflowClient(tracking_uri=uri, registry_uri=uri)
