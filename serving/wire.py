"""The head of a request, before there is a request: bounded in size and time, as is the number of callers.

The web server's fast parser keeps whatever comes until the head is complete, for as long as it takes.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http import auto
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_HEAD: Final = 65_536
"""Bytes of request line and headers; what comes together with their first or last is not counted."""
MOST_SECONDS: Final = 10.0
"""From the connection, or the first byte of a further request, to the end of its head."""
MOST_CALLERS: Final = 1_000
"""Connections of one worker."""


def bound_the_wire() -> None:
    """Has the web server use connections that are bounded; to be called before it starts."""
    auto.AutoHTTPProtocol = Bounded


class Bounded(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head: int | None = None  # bytes of a head that has begun and is not complete
        self._limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Takes the connection, if there are not too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CALLERS:
            self._refuse("503 Service Unavailable", _said("crowded", "Too many connections."))
        else:
            self._hurry()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the connection."""
        self._calm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Takes bytes, of a head so many at most."""
        if self.transport.is_closing():
            return
        begun = self._head is not None
        super().data_received(data)
        if self._head is None or self.transport.is_closing():
            return
        self._head += len(data) * begun  # what it begins in may hold the end of the body before
        if self._head > MOST_HEAD:
            said = _said("head_too_large", f"Path and headers may have {MOST_HEAD:,} bytes at most.")
            self._refuse("431 Request Header Fields Too Large", said)
        else:
            self._hurry()

    def on_message_begin(self) -> None:
        """A head begins."""
        self._head = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The request begins."""
        self._head = None
        self._calm()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answers what is no HTTP in the shape of all errors."""
        del msg
        self._refuse("400 Bad Request", _said("not_http", "These bytes are no HTTP request."))

    def _hurry(self) -> None:
        """Gives the head so long to be complete."""
        if self._limit is None:
            self._limit = asyncio.get_running_loop().call_later(MOST_SECONDS, self._too_slow)

    def _calm(self) -> None:
        if self._limit:
            self._limit.cancel()
            self._limit = None

    def _too_slow(self) -> None:
        if self._head is None:
            self.transport.close()  # nothing came, and nothing is owed
        self._refuse("408 Request Timeout", _said("too_slow", "The request did not come in time."))

    def _refuse(self, status: str, said: Mapping[str, str]) -> None:
        """Says why, unless an earlier request is being answered, and hangs up."""
        self._calm()
        if not self.transport.is_closing():
            if not self.cycle or self.cycle.response_complete:
                body = json.dumps(said).encode()
                head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
                self.transport.write(f"{head}\r\nconnection: close\r\n\r\n".encode() + body)
            self.transport.close()


def _said(code: str, message: str) -> dict[str, str]:
    return {"code": code, "message": message, "field": ""}
