"""A BentoML service that mounts an empty Starlette handler: the least that anything on it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bentoml
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request


async def empty(request: Request) -> Response:
    """Reads the body and says nothing."""
    await request.body()
    return JSONResponse({})


@bentoml.service(name="bare")
@bentoml.asgi_app(Starlette(routes=[Route("/empty", empty, methods=["POST"])]))
class Bare:
    """Nothing but the mount."""
