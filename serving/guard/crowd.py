"""How many requests one worker has in hand: those beyond are sent away at once, with a time to come back."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from serving.answering import reply
from serving.refusal import Refusal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from serving.watch import Watch

ALIVE: Final = "/livez"
"""Answered in any crowd: what does not answer it is taken for dead."""


class Crowd:
    """An ASGI middleware. A queue without end would answer everybody too late; this one has an end."""

    def __init__(self, app: ASGIApp, most: int, watch: Watch) -> None:
        self._app = app
        self._most = most
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == ALIVE:
            await self._app(scope, receive, send)
            return
        if self._watch.in_flight >= self._most:
            await self._away(scope, receive, send)
            return
        self._watch.in_flight += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._watch.in_flight -= 1

    async def _away(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, number = perf_counter(), uuid4().hex
        refusal = Refusal(503, "crowded", "Too many requests at once.", headers={"Retry-After": "1"})
        response = reply(refusal.status, refusal.body, {**refusal.headers, "x-request-id": number})
        await response(scope, receive, send)
        self._watch.seen("", refusal.status, perf_counter() - started, "", number)
