"""Records a training as a run: what it was given, what it found, and the bundle itself."""

from __future__ import annotations

import sys
import warnings
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING

from features.errors import WorkspaceError
from pipelines.tracking.client import client_of
from pipelines.tracking.registry import crown, model_name, register
from pipelines.tracking.runs import run_of

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

    from models.bundle import Bundle
    from models.workspace import Workspace


def record(workspace: Workspace, bundle: Bundle, report: Path, tags: Mapping[str, str] | None = None) -> str:
    """Records a training and registers its bundle as challenger; returns the parent run's id.

    The champion's alias then follows the workspace, also where an earlier training was cut short.

    Args:
        tags: what else the run is to say; with a ``month`` and a ``key`` among them, the month's run over the
            same inputs is found again, and not made twice.

    Raises:
        WorkspaceError: the tracking server cannot be reached or refuses.
    """
    with _refusals(
        f"the bundle {bundle.version} is whole and in place, but MLflow could not record it",
        "check MLFLOW_TRACKING_URI and train again",
    ):
        client = client_of(workspace)
        run_id = run_of(client, workspace, bundle, report, tags or {})
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
