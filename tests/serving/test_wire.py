"""The head of a request has an end, in bytes and in seconds, and a connection is not kept for nothing."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import pytest

PIECE = 50_000
GET = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n"


def sent(server: Any, opening: bytes, piece: bytes, most: int) -> tuple[int, bytes]:
    """How much could be sent until the service hung up, and what it said."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as caller:
        count = 0
        try:
            caller.sendall(opening)
            while count < most:
                caller.sendall(piece)
                count += len(piece)
                time.sleep(0.002)
        except OSError:
            pass
        try:
            return count, caller.recv(10_000)
        except OSError:  # it hung up while more was on its way
            return count, b""


@pytest.mark.parametrize(
    ("opening", "piece"),
    [
        (GET + b"X-A: ", b"y" * PIECE),
        (GET, b"X-A: " + b"y" * (PIECE // 10) + b"\r\n"),
        (b"GET /", b"z" * PIECE),
        (b"GET /livez?", b"z" * PIECE),
        (b"", b"G" * PIECE),
    ],
    ids=["one header", "many headers", "path", "query", "method"],
)
def test_a_head_has_an_end(demo: Any, opening: bytes, piece: bytes) -> None:
    count, said = sent(demo, opening, piece, 20_000_000)
    assert count < 10_000_000
    assert said[9:12] in (b"431", b"400", b"")
    assert demo.ask("/livez").status == 200


def test_a_head_of_the_size_that_is_allowed_is_read(demo: Any) -> None:
    assert demo.ask("/livez", headers={"X-A": "y" * 60_000}).status == 200
    assert demo.ask(f"/livez?{'z' * 60_000}").status == 200


def test_a_body_may_be_larger_than_a_head(demo: Any) -> None:
    body = json.dumps({"lead_id": "x", "note": "y" * 1_000_000}).encode()
    for _ in range(2):
        assert demo.post(body).status == 200


def alive(caller: socket.socket, times: int = 1) -> bool:
    """Whether so many answers come, each of which says that it lives."""
    received = b""
    while received.count(b'"alive"') < times:
        received += caller.recv(10_000) or b'"alive"'
    return received.count(b"HTTP/1.1 200 ") == times


def test_a_connection_is_kept_between_requests(demo: Any) -> None:
    """As long as requests come, in pieces, with pauses or at once."""
    request = GET + b"\r\n"
    with socket.create_connection(("127.0.0.1", demo.port), timeout=20) as caller:
        for _ in range(4):
            caller.sendall(request[:10])
            time.sleep(0.1)
            caller.sendall(request[10:])
            assert alive(caller)
        time.sleep(3)
        caller.sendall(request)
        assert alive(caller)
        caller.sendall(request * 3)
        assert alive(caller, 3)


def test_a_head_that_does_not_come_is_not_waited_for(demo: Any) -> None:
    with (
        socket.create_connection(("127.0.0.1", demo.port), timeout=20) as silent,
        socket.create_connection(("127.0.0.1", demo.port), timeout=20) as slow,
    ):
        began = time.monotonic()
        slow.sendall(GET)
        for _ in range(30):
            time.sleep(0.3)
            slow.sendall(b"X-A: b\r\n")
        assert slow.recv(1_000).startswith(b"HTTP/1.1 408 ")
        assert silent.recv(1_000) == b""
        assert 8 < time.monotonic() - began < 15


@pytest.mark.parametrize(
    "bytes_sent",
    [b"\0\0\0\r\n\r\n", b"HELO x\r\n\r\n", b"GET /\xff HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00"],
)
def test_what_is_no_http_is_told_so_in_the_one_shape(demo: Any, bytes_sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", demo.port), timeout=20) as caller:
        caller.sendall(bytes_sent)
        received = b"".join(iter(lambda: caller.recv(10_000), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body) == {
        "code": "not_http",
        "message": "These bytes are no HTTP request.",
        "field": "",
    }
