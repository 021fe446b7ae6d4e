"""The BentoML service: one champion, one mounted application."""

from __future__ import annotations

import os
from pathlib import Path

import bentoml

from models.workspace import Workspace
from serving.app import make_app
from serving.champion import Champion

champion = Champion(Workspace(Path(os.environ.get("LEADCAST_WORKSPACE", "."))))


@bentoml.service(
    name="leadcast",
    metrics={"enabled": False},  # its labels grow with every path a stranger asks for
    logging={"access": {"enabled": False}},
    traffic={"timeout": 10},
)
@bentoml.asgi_app(make_app(champion), path="/")
class LeadScorer:
    """Answers POST /v1/score from the workspace named by LEADCAST_WORKSPACE."""

    @bentoml.on_startup
    def load(self) -> None:
        """Loads the champion before the first request, so that none waits for it."""
        champion.current()

    def __is_ready__(self) -> bool:
        return champion.current() is not None
