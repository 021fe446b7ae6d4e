"""The door: every request goes to our own routes, none to what BentoML adds of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class Door:
    """An ASGI middleware that, once the service starts, stands before all others of BentoML's application.

    Its pages, schemas, metrics and native APIs, with their lax content types and unlimited bodies, are not
    reachable. Nor does a request pass its other middlewares: one of them starts a timer for each request and
    cancels none, so that what a request held lives on until the timeout. Only its start and stop still are.
    """

    def __init__(self, app: ASGIApp, ours: ASGIApp) -> None:
        self._app = app
        self._ours = ours

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._ours(scope, receive, send)
            return
        scope["app"].middleware_stack = self._ours  # what the rest of the start and the stop need is in hand
        await self._app(scope, receive, send)
