"""A port of its own for the metrics: one page, for whoever reaches the address it listens on."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

from serving.watch.exposition import CONTENT_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_SECONDS: Final = 5.0
MOST_CALLERS: Final = 16
"""Connections at a time; more are closed at once."""
_LONGEST: Final = 8_192
_log = logging.getLogger("leadcast")


class Listener:
    """Answers ``GET /metrics`` and nothing else; as the first worker on its port, as the next on the next.

    Args:
        page: gives the metrics.
    """

    def __init__(self, page: Callable[[], str]) -> None:
        self._page = page
        self._callers = 0
        self._server: asyncio.Server | None = None

    async def begin(self, address: tuple[str, int] | None, worker: int) -> None:
        """Listens at an address, if there is one. A port that is taken is no reason not to score."""
        if address is None:
            return
        host, port = address
        try:
            self._server = await asyncio.start_server(self._answer, host, port + worker - 1, limit=_LONGEST)
        except OSError as error:
            said = "metrics cannot be served on port %s: %s"
            _log.error(said, port, error.strerror, extra={"event": "fault"})

    def end(self) -> None:
        """Stops listening."""
        if self._server:
            self._server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._callers += 1
        try:
            if self._callers <= MOST_CALLERS:
                async with asyncio.timeout(MOST_SECONDS):
                    head = await reader.readuntil(b"\r\n\r\n")
                    writer.write(self._reply(head))
                    await writer.drain()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever asked is too slow, gone, or speaks another language
        finally:
            self._callers -= 1
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _reply(self, head: bytes) -> bytes:
        method, path, *_ = (*head.split(b" ", 2), b"", b"")
        found = (method, path.partition(b"?")[0]) == (b"GET", b"/metrics")
        body = self._page().encode() if found else b"There is nothing here but GET /metrics.\n"
        status, kind = ("200 OK", CONTENT_TYPE) if found else ("404 Not Found", "text/plain")
        lines = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}")
        return "\r\n".join((*lines, "Connection: close", "", "")).encode() + body
