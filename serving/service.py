"""The BentoML service: one champion, and our application in front of BentoML's."""

from __future__ import annotations

import asyncio
import contextlib
import os

import bentoml

from models.workspace import Workspace
from serving.app import make_app
from serving.champion import Champion
from serving.door import Door
from serving.guard import Guard
from serving.guard.crowd import Crowd
from serving.guard.hubspot import SignedByHubSpot
from serving.memory import Forgetful, Remembering
from serving.operations import operations
from serving.rest import settle
from serving.routes.hooks import hooks
from serving.routes.metrics import metrics
from serving.settings import Settings
from serving.watch import Watch, plain_bentoml
from serving.watch.listener import Listener
from serving.wire import bound_the_wire

# whoever is on this machine could write such headers, and uvicorn would believe them
os.environ["FORWARDED_ALLOW_IPS"] = ""
plain_bentoml()
bound_the_wire()
settings = Settings.read()
workspace = Workspace(settings.workspace)
champion = Champion(workspace)
memory = Remembering(workspace) if settings.ledger else Forgetful()
guard = Guard(settings)


@bentoml.service(
    name="leadcast",
    workers=settings.workers,
    metrics={"enabled": False},  # its labels grow with every path a stranger asks for
    logging={"access": {"enabled": False}},
)
class LeadScorer:
    """Answers POST /v1/score from the workspace named by LEADCAST_WORKSPACE."""

    @bentoml.on_startup
    async def load(self) -> None:
        """Loads the champion before the first request, so that none waits for it, and follows the pointer."""
        watch.begin()
        await listener.begin(settings.metrics_address, bentoml.server_context.worker_index or 1)
        await champion.look()
        await memory.begin()
        settle()
        self._following = asyncio.create_task(champion.follow(settings.look_every))

    @bentoml.on_shutdown
    async def leave(self) -> None:
        """Stops following."""
        listener.end()
        self._following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._following
        await memory.end()


signed = SignedByHubSpot(guard, settings.hubspot_secret, settings.public_url)
others = (
    *hooks(champion, memory, signed.check),
    *metrics(lambda: watch.page(), offered=settings.metrics),
)
offered = operations(champion, memory, settings.public_url, others)
watch = Watch((operation.name for operation in offered), champion.version, lines=settings.request_log)
listener = Listener(watch.page)
app = make_app(map(watch.counting, offered), guard.admit, watch.seen)

# BentoML declares what it calls, which is the class, by the signature of an instance
LeadScorer.add_asgi_middleware(
    Door,  # pyright: ignore[reportArgumentType]
    ours=Crowd(app, settings.most_at_once, watch),
)
