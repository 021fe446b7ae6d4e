"""``leadcast serve``: hands over to the BentoML service."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from models.workspace import Workspace
from pipelines.progress import console

if TYPE_CHECKING:
    from argparse import Namespace


def serve(given: Namespace) -> dict[str, Any]:
    """Replaces this process with the service, so that signals reach it; returns only by not returning."""
    workspace = Workspace(given.workspace.resolve())
    version = workspace.champion().version
    console.print(f"serving {version} on http://{given.host}:{given.port}/v1/score (stop with Ctrl-C)")
    os.environ["LEADCAST_WORKSPACE"] = str(workspace.path)
    os.environ["BENTOML_DO_NOT_TRACK"] = "1"
    os.execv(
        sys.executable,
        [
            sys.executable,
            "-m",
            "bentoml",
            "serve",
            "serving.service:LeadScorer",
            "--host",
            given.host,
            "--port",
            str(given.port),
        ],
    )
