"""A generator of requests: plain sockets, keep-alive, one request at a time on each connection.

Client libraries take longer for a request than some of the servers do. This one writes bytes that were made
before and looks at no more of an answer than its status and its length.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Load(NamedTuple):
    """What became of some requests.

    Attributes:
        latency: seconds, ascending, of those answered with 200.
        refused: how many were answered otherwise.
        seconds: from the first to the last.
    """

    latency: list[float]
    refused: int
    seconds: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latency) / self.seconds

    def at(self, share: float) -> float:
        """The latency that a share of the answers did not exceed, in milliseconds."""
        return 1e3 * self.latency[min(len(self.latency) - 1, int(share * len(self.latency)))]


def joined(loads: Sequence[Load]) -> Load:
    """Several as one."""
    return Load(
        sorted(one for told in loads for one in told.latency),
        sum(told.refused for told in loads),
        sum(told.seconds for told in loads),
    )


def request(path: str, body: bytes) -> bytes:
    """A POST of some JSON."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def load(port: int, requests: Sequence[bytes], connections: int, most: int, seconds: float) -> Load:
    """Sends the requests over and over, until ``most`` were sent or the time is over.

    The first answer on each connection is not timed: a loop accepts one connection a turn.
    """
    loop = asyncio.get_running_loop()
    begin = time.perf_counter()
    queue = _endless(requests, most, begin + seconds)
    told = Load([], 0, 0.0)
    opened = [loop.create_connection(lambda: _Caller(queue), "127.0.0.1", port) for _ in range(connections)]
    callers = [caller for _, caller in await asyncio.gather(*opened)]
    await asyncio.gather(*(caller.over for caller in callers))
    latency = sorted(one for caller in callers for one in caller.latency[1:] or caller.latency)
    refused = sum(caller.refused for caller in callers)
    return told._replace(latency=latency, refused=refused, seconds=time.perf_counter() - begin)


async def answer(port: int, sent: bytes) -> bytes:
    """The body of the answer to one request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    head = await reader.readuntil(b"\r\n\r\n")
    body = await reader.readexactly(_length(head))
    writer.close()
    return body


def _endless(requests: Sequence[bytes], most: int, until: float) -> Iterator[bytes]:
    for number in range(most):
        if time.perf_counter() > until:
            return
        yield requests[number % len(requests)]


class _Caller(asyncio.Protocol):
    """One connection."""

    def __init__(self, queue: Iterator[bytes]) -> None:
        self.latency: list[float] = []
        self.refused = 0
        self.over = asyncio.get_running_loop().create_future()
        self._queue = queue
        self._got = bytearray()
        self._wanted = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._wanted:
            end = self._got.find(b"\r\n\r\n")
            if end < 0:
                return
            self._wanted = end + 4 + _length(self._got[: end + 4])
        if len(self._got) >= self._wanted:
            if self._got.startswith(b"HTTP/1.1 200"):
                self.latency.append(time.perf_counter() - self._sent)
            else:
                self.refused += 1
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_exception(exc or ConnectionError("the server hung up"))

    def _next(self) -> None:
        self._got.clear()
        self._wanted = 0
        sent = next(self._queue, None)
        if sent is None:
            self.over.set_result(None)
            self._transport.close()
        else:
            self._sent = time.perf_counter()
            self._transport.write(sent)


def _length(head: bytes | bytearray) -> int:
    lower = head.lower()
    at = lower.index(b"content-length:") + 15
    return int(lower[at : lower.index(b"\r\n", at)])
