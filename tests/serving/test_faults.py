"""What callers do wrong, each with its one answer: the table in docs/service.md, row by row."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

JSON = {"Content-Type": "application/json"}
LEAD = {"created_at": "2026-09-01", "as_of": "2026-09-30"}
TOUCH = {"at": "2026-09-29", "kind": "visit"}
BATCH = "/v1/score/batch"


def refused(reply: Any, status: int, code: str, field: str = "") -> None:
    assert (reply.status, reply.json["code"], reply.json["field"]) == (status, code, field), reply


def score(whole: Any, body: bytes) -> Any:
    """The answer of the service that remembers leads."""
    return whole.ask("/v1/score", body, "POST", **JSON)


def quick(server: Any, body: bytes, path: str = "/v1/score", within: float = 4.0) -> Any:
    """The answer, which does not keep others waiting for long."""
    began = time.perf_counter()
    reply = server.ask(path, body, "POST", JSON)
    assert time.perf_counter() - began < within
    return reply


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
def test_ten_megabytes_of_nested_json(demo: Any, opening: bytes) -> None:
    body = opening * (10_000_000 // len(opening))
    refused(quick(demo, body), 413, "too_large")
    refused(quick(demo, body, BATCH), 400, "too_deep")


@pytest.mark.parametrize("thing", [b"[]", b"{}", b"[[]]", b"1", b'{"a":1}'])
def test_megabytes_of_small_things(demo: Any, thing: bytes) -> None:
    def body(size: int) -> bytes:
        return b'{"leads":[' + b",".join([thing] * (size // (len(thing) + 1))) + b"]}"

    refused(quick(demo, body(1_900_000)), 413, "too_many")
    refused(quick(demo, body(15_000_000), BATCH), 413, "too_many")


def test_a_million_touches(demo: Any) -> None:
    body = b'{"touches":[' + b",".join([b"{}"] * 1_000_000) + b"]}"
    refused(quick(demo, body), 413, "too_large")
    refused(quick(demo, b'{"leads":[' + body + b"]}", BATCH), 413, "too_many")
    some = json.dumps({"touches": [TOUCH] * 10_001}).encode()
    refused(quick(demo, some), 422, "invalid", "touches")


def test_the_longest_lead_keeps_nobody_waiting(demo: Any) -> None:
    lead = {**LEAD, "touches": [TOUCH] * 10_000, "stages": [{"at": "2026-09-29", "stage": "mql"}] * 5_000}
    assert quick(demo, json.dumps(lead).encode(), within=15.0).status == 200


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"nan", b"01", b"1.", b"+1", b"0x1"])
def test_what_is_no_number_in_json(demo: Any, number: bytes) -> None:
    for path in ("/v1/score", BATCH):
        refused(demo.ask(path, b'{"annual_revenue": ' + number + b"}", "POST", JSON), 400, "not_json")


@pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"1" + b"0" * 400 + b".0"])
def test_a_number_beyond_all_numbers(demo: Any, number: bytes) -> None:
    for name in ("annual_revenue", "lead_id", "as_of"):
        refused(demo.post(b'{"%s": %s}' % (name.encode(), number)), 422, "invalid", name)
    ignored = demo.post(b'{"no_attribute": ' + number + b"}")
    assert ignored.status == 200
    assert "no_attribute is not an attribute this model knows" in ignored.json["warnings"]


def test_a_whole_number_too_long_to_be_read(demo: Any) -> None:
    refused(demo.post(b'{"annual_revenue": ' + b"9" * 4_301 + b"}"), 400, "not_json")
    assert demo.post(b'{"annual_revenue": ' + b"9" * 4_300 + b"}").status == 200


def test_of_a_key_that_comes_twice_the_last_counts(demo: Any) -> None:
    assert demo.post(b'{"lead_id": "a", "lead_id": "b"}').json["lead_id"] == "b"


def test_a_byte_order_mark_is_passed_over(demo: Any) -> None:
    assert demo.post(b'\xef\xbb\xbf{"lead_id": "a"}').json["lead_id"] == "a"
    refused(demo.post(b"\xef\xbb\xbf\xef\xbb\xbf{}"), 400, "not_json")


@pytest.mark.parametrize(
    ("written", "means"),
    [
        (r'"\u0000"', "\0"),
        (r'"a\u0000b"', "a\0b"),
        (r'"\ud800"', "\ud800"),
        (r'"a\udfffb\ud800"', "a\udfffb\ud800"),
        (r'"\ud83d\ude00"', "😀"),
        ('"👩\u200d👩\u200d👧 é e\u0301 \u202e"', "👩\u200d👩\u200d👧 é e\u0301 \u202e"),
        ('"../../etc/passwd"', "../../etc/passwd"),
        ('"\'; DROP TABLE documents;--"', "'; DROP TABLE documents;--"),
        ("12345678901234567890123", "12345678901234567890123"),
    ],
    ids=ascii,
)
def test_an_id_is_any_text(whole: Any, written: str, means: str) -> None:
    """It comes back as it was sent, and what was told of it is known by it and by no other."""
    told = (
        f'{{"lead_id": {written}, "created_at": "2026-09-02", "as_of": "2026-09-30", "industry": "software"}}'
    )
    reply = score(whole, told.encode())
    assert (reply.status, json.loads(reply.body)["lead_id"]) == (200, means)
    asked = score(whole, f'{{"lead_id": {written}, "as_of": "2026-09-30"}}'.encode()).json
    assert asked["score_id"] == reply.json["score_id"]
    others = score(whole, f'{{"lead_id": {written[:-1]}x", "as_of": "2026-09-30"}}'.encode())
    assert others.status == 400 or others.json["score_id"] != reply.json["score_id"]


def test_an_id_has_an_end(demo: Any) -> None:
    assert demo.score({"lead_id": "x" * 500})["lead_id"] == "x" * 500
    refused(demo.post(json.dumps({"lead_id": "x" * 501}).encode()), 422, "invalid", "lead_id")


@pytest.mark.parametrize("written", ["9999-12-31", "9999-01-01T00:00:00Z", "+10000-01-01"])
def test_the_year_9999(demo: Any, written: Any) -> None:
    for lead, field in (
        ({"as_of": written}, "as_of"),
        ({"created_at": written}, "created_at"),
        ({"touches": [{**TOUCH, "at": written}]}, "touches.0.at"),
    ):
        refused(demo.post(json.dumps(lead).encode()), 422, "invalid", field)
    assert demo.score({**LEAD, "touches": [TOUCH], "as_of": "9998-12-31"})["status"] == "too_old"


@pytest.fixture(scope="module")
def small(demo_workspace: Path, serve: Callable[..., Any]) -> Any:
    """A service that has four requests in hand at most, and no log of requests."""
    return serve(
        demo_workspace,
        command=False,
        environment={"LEADCAST_AT_ONCE": "4", "LEADCAST_LEDGER": "off", "LEADCAST_REQUEST_LOG": "off"},
    )


HEAD = (
    b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/json\r\nContent-Length: 900\r\n\r\n"
)


@contextlib.contextmanager
def trickling(port: int, every: float) -> Iterator[socket.socket]:
    """A caller whose body comes one byte at a time, and never ends."""
    gone = threading.Event()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as caller:
        caller.sendall(HEAD)

        def send() -> None:
            with contextlib.suppress(OSError):
                while not gone.wait(every):
                    caller.sendall(b" ")

        sender = threading.Thread(target=send)
        sender.start()
        try:
            yield caller
        finally:
            gone.set()
            sender.join()


def test_slow_callers_hold_no_place_for_long(small: Any) -> None:
    """While all places are taken others are sent away at once; who is too slow loses its own."""
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(trickling(small.port, 0.2)) for _ in range(4)]
        began = time.monotonic()
        while (reply := small.post(b"{}")).status == 200 and time.monotonic() < began + 3:
            time.sleep(0.05)
        refused(reply, 503, "crowded")
        assert reply.headers["retry-after"] == "1"
        assert small.ask("/livez").status == 200
        for caller in slow:
            assert caller.recv(1_000).startswith(b"HTTP/1.1 408 ")
        assert 4 < time.monotonic() - began < 9
    assert small.post(b"{}").status == 200


def test_callers_that_hang_up_leave_nothing_behind(small: Any) -> None:
    for _ in range(3):
        callers = [socket.create_connection(("127.0.0.1", small.port), timeout=10) for _ in range(4)]
        for caller in callers:
            caller.sendall(HEAD + b'{"lead_id": "')
        for caller in callers:
            caller.close()
    deadline = time.monotonic() + 4  # sooner than they would be too slow
    while small.post(b"{}").status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_caller_that_does_not_wait_for_the_answer(small: Any) -> None:
    body = json.dumps({**LEAD, "touches": [TOUCH] * 5_000}).encode()
    for _ in range(3):
        connection = http.client.HTTPConnection("127.0.0.1", small.port, timeout=10)
        connection.request("POST", "/v1/score", body, JSON)
        connection.close()
    assert small.post(b"{}").status in (200, 503)


def test_faults_of_callers_are_no_events(small: Any) -> None:
    """After all of the above: nothing failed, and with its log of requests off it says nothing of them."""
    lines = [json.loads(line) for line in small.log.read_text().splitlines()]
    assert {line["event"] for line in lines} <= {"note", "bundle_loaded"}
    assert not [line for line in lines if line["level"] == "error"]
