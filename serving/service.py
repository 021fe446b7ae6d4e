"""The BentoML service: one champion, and our application in front of BentoML's."""

from __future__ import annotations

import asyncio
import contextlib
import logging

import bentoml

from models.workspace import Workspace
from serving.app import make_app
from serving.champion import Champion
from serving.door import Door
from serving.guard import Guard
from serving.operations import operations
from serving.settings import Settings

settings = Settings.read()
champion = Champion(Workspace(settings.workspace))
guard = Guard(settings)


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
        """Loads the champion before the first request, so that none waits for it, and follows the pointer."""
        logging.getLogger("leadcast").setLevel(logging.INFO)
        await champion.look()
        self._following = asyncio.create_task(champion.follow(settings.look_every))

    @bentoml.on_shutdown
    async def leave(self) -> None:
        """Stops following."""
        self._following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._following


app = make_app(operations(champion, settings.public_url), guard.admit, lambda *told: None)

# BentoML declares what it calls, which is the class, by the signature of an instance
LeadScorer.add_asgi_middleware(Door, ours=app)  # pyright: ignore[reportArgumentType]
