"""The BentoML service: one champion, and our application in front of BentoML's."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import bentoml

from models.workspace import Workspace
from serving.app import make_app
from serving.champion import Champion
from serving.door import Door

champion = Champion(Workspace(Path(os.environ.get("LEADCAST_WORKSPACE", "."))))


@bentoml.service(
    name="leadcast",
    metrics={"enabled": False},  # its labels grow with every path a stranger asks for
    logging={"access": {"enabled": False}},
    traffic={"timeout": 10},
)
class LeadScorer:
    """Answers POST /v1/score from the workspace named by LEADCAST_WORKSPACE."""

    @bentoml.on_startup
    async def load(self) -> None:
        """Loads the champion before the first request, so that none waits for it."""
        logging.getLogger("leadcast").setLevel(logging.INFO)
        await champion.current()


# BentoML declares what it calls, which is the class, by the signature of an instance
LeadScorer.add_asgi_middleware(Door, ours=make_app(champion))  # pyright: ignore[reportArgumentType]
