"""Requests that come when they are due, whatever became of those before: an open loop.

A closed loop asks less the slower it is answered, and so never sees what a pause does to those who come
meanwhile. Here request number n is due n / rate seconds after the begin; it takes a connection that is free,
or a new one, and its latency counts from when it was due.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FRESH: Final = 2.0
"""Seconds for which a free connection is used again: a server may close those that are idle for longer."""
PATIENCE: Final = 120.0
"""Seconds until a request counts as lost; how long the others took is told."""


class Told(NamedTuple):
    """What became of one request. Instants are seconds of ``time.perf_counter``.

    Attributes:
        number: its place among those that are asked in turn.
        status: of the answer; 0 where there was none.
        body: of the answer; where there was none, why.
    """

    number: int
    due: float
    ended: float
    status: int
    body: bytes

    @property
    def latency(self) -> float:
        """Milliseconds from when it was due."""
        return 1e3 * (self.ended - self.due)


async def steady(
    port: int, requests: Sequence[bytes], rate: float, over: Callable[[float], bool]
) -> list[Told]:
    """Sends requests in turn, so many a second, until ``over`` says so of the seconds since the begin."""
    free: list[_Connection] = []
    asked: list[asyncio.Task[Told]] = []
    begin = time.perf_counter()
    while not over(time.perf_counter() - begin):
        due = begin + len(asked) / rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        number = len(asked) % len(requests)
        asked.append(asyncio.create_task(_ask(port, free, number, requests[number], due)))
    told = list(await asyncio.gather(*asked))
    for connection in free:
        connection.close()
    await asyncio.sleep(0)  # closing takes a turn of the loop
    return told


def at(told: Sequence[Told], share: float) -> float:
    """The latency that a share of the answers did not exceed, in milliseconds; nan of none."""
    latency = sorted(one.latency for one in told)
    return latency[min(len(latency) - 1, int(share * len(latency)))] if latency else float("nan")


async def _ask(port: int, free: list[_Connection], number: int, sent: bytes, due: float) -> Told:
    try:
        async with asyncio.timeout(PATIENCE):
            connection = _taken(free) or await _opened(port)
            status, body = await connection.ask(sent)
    except (OSError, TimeoutError) as error:
        return Told(number, due, time.perf_counter(), 0, repr(error).encode())
    free.append(connection)
    return Told(number, due, time.perf_counter(), status, body)


def _taken(free: list[_Connection]) -> _Connection | None:
    while free:
        connection = free.pop()  # the last used: the others grow old and are dropped
        if connection.alive and time.perf_counter() - connection.used < FRESH:
            return connection
        connection.close()
    return None


async def _opened(port: int) -> _Connection:
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(_Connection, "127.0.0.1", port)
    return connection


class _Connection(asyncio.Protocol):
    """Keeps alive, and asks one thing at a time."""

    alive = True
    used = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def ask(self, sent: bytes) -> asyncio.Future[tuple[int, bytes]]:
        """The status and the body of the answer."""
        self._answer = asyncio.get_running_loop().create_future()
        self._got = bytearray()
        self._transport.write(sent)
        return self._answer

    def close(self) -> None:
        """Hangs up."""
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, found, body = self._got.partition(b"\r\n\r\n")
        if found and len(body) >= _length(head) and not self._answer.done():
            self.used = time.perf_counter()
            self._answer.set_result((int(head[9:12]), bytes(body)))

    def connection_lost(self, exc: Exception | None) -> None:
        self.alive = False
        answer = getattr(self, "_answer", None)
        if answer is not None and not answer.done():
            answer.set_exception(exc or ConnectionError("the server hung up"))


def _length(head: bytes | bytearray) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0
