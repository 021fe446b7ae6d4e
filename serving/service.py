"""The BentoML service: our application in front of BentoML's.

BentoML imports this in the process that watches over the others too, which answers nothing. What answers is
imported where it is needed, so that the start is not twice as long and that process stays small.
"""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

import bentoml

from serving.door import Door
from serving.settings import Settings
from serving.watch import plain_bentoml
from serving.wire import bound_the_wire

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from serving.worker import Worker

# whoever is on this machine could write such headers, and uvicorn would believe them
os.environ["FORWARDED_ALLOW_IPS"] = ""
plain_bentoml()
bound_the_wire()
settings = Settings.read()


@functools.cache
def worker() -> Worker:
    """What this process answers with."""
    from serving.worker import Worker

    return Worker(settings)


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
        """Makes ready before the first request."""
        await worker().begin(bentoml.server_context.worker_index or 1)

    @bentoml.on_shutdown
    async def leave(self) -> None:
        """Ends what was begun."""
        await worker().end()


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """The application, as ASGI calls it."""
    await worker().app(scope, receive, send)


# BentoML declares what it calls, which is the class, by the signature of an instance
LeadScorer.add_asgi_middleware(Door, ours=answer)  # pyright: ignore[reportArgumentType]
