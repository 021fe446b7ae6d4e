"""The door: every request goes to our own routes, none to those that BentoML adds of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class Door:
    """An ASGI middleware in front of BentoML's application.

    Its pages, schemas, metrics and native APIs, with their lax content types and unlimited bodies, are not
    reachable; only its start and stop still are.
    """

    def __init__(self, app: ASGIApp, ours: ASGIApp) -> None:
        self._app = app
        self._ours = ours

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._app if scope["type"] == "lifespan" else self._ours)(scope, receive, send)
