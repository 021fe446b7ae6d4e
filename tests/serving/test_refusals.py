"""What is refused, with which status, code and field; and that nothing personal is written anywhere."""

from __future__ import annotations

import http.client
import json
import socket
from typing import Any

import pytest

PERSON = "jo.doe+secret@example.com"
UNFINISHED = (
    b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
)
TOUCH = {"at": "2026-09-29", "kind": "visit"}


def refused(reply: Any, status: int, code: str, field: str = "") -> None:
    assert (reply.status, reply.json["code"], reply.json["field"]) == (status, code, field), reply
    assert set(reply.json) == {"code", "message", "field"}
    assert reply.json["message"]
    assert b"Traceback" not in reply.body
    assert PERSON.encode() not in reply.body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"name=" + PERSON.encode(),
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"annual_revenue": -Infinity}',
        b"\xff\xfe{}",
        b'{"a": "\xff"}',
        b'{"a": "' + PERSON.encode() + b"}",
        b'{"a": ' + b"9" * 5_000 + b"}",
        '{"lead_id": "x"}'.encode("utf-16"),
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_not_json_is_400(demo: Any, body: bytes) -> None:
    refused(demo.post(body), 400, "not_json")


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000], ids=["lists", "objects"])
def test_what_is_nested_too_deeply_is_400(demo: Any, body: bytes) -> None:
    refused(demo.post(body), 400, "too_deep")


@pytest.mark.parametrize("body", [b"[]", b"null", b"7", b'"x"', b'[{"lead_id": "x"}]'])
def test_what_is_no_object_is_400(demo: Any, body: bytes) -> None:
    refused(demo.post(body), 400, "not_an_object")


@pytest.mark.parametrize(
    ("lead", "field"),
    [
        ({"as_of": PERSON}, "as_of"),
        ({"as_of": True}, "as_of"),
        ({"as_of": "9999-12-31"}, "as_of"),
        ({"as_of": 10**400}, "as_of"),
        ({"as_of": {"iso": PERSON}}, "as_of"),
        ({"created_at": [PERSON]}, "created_at"),
        ({"created_at": "31/12/2026"}, "created_at"),
        ({"lead_id": [PERSON]}, "lead_id"),
        ({"lead_id": {"id": PERSON}}, "lead_id"),
        ({"account_id": {}}, "account_id"),
        ({"explain": PERSON}, "explain"),
        ({"industry": {"name": PERSON}}, "industry"),
        ({"Job Title": [[PERSON]]}, "job_title"),
        ({"touches": PERSON}, "touches"),
        ({"touches": [PERSON]}, "touches.0"),
        ({"touches": [TOUCH, {"kind": PERSON}]}, "touches.1.at"),
        ({"touches": [{"at": PERSON, "kind": "visit"}]}, "touches.0.at"),
        ({"touches": [{"at": "", "kind": "visit"}]}, "touches.0.at"),
        ({"touches": [{"at": "2026-09-29", "kind": " "}]}, "touches.0.kind"),
        ({"touches": [TOUCH] * 10_001}, "touches"),
        ({"stages": [{"at": "2026-09-29", "stage": [PERSON]}]}, "stages.0.stage"),
        ({"attribute_changes": [{"at": "2026-09-29", "field": None}]}, "attribute_changes.0.field"),
        ({"colleagues": [{"touches": [{"kind": PERSON}]}]}, "colleagues.0.touches.0.at"),
        ({"colleagues": [{}] * 1_001}, "colleagues"),
    ],
    ids=lambda given: json.dumps(given)[:60],
)
def test_what_has_no_meaning_is_422_and_names_the_field(demo: Any, lead: dict[str, Any], field: str) -> None:
    body = json.dumps({"lead_id": "x", "as_of": "2026-09-30", **lead}).encode()
    refused(demo.post(body), 422, "invalid", field)


@pytest.mark.parametrize("value", ["1e999", "-1e999"])
def test_a_number_beyond_all_numbers_is_422(demo: Any, value: str) -> None:
    for name in ("annual_revenue", "as_of"):
        refused(demo.post(f'{{"{name}": {value}}}'.encode()), 422, "invalid", name)


@pytest.mark.parametrize(
    "value", [10**300, -(10**4000), 1e300, 5e-324, "9" * 100_000, "€" * 1000, "\0", "NaN"]
)
def test_odd_values_of_an_attribute_are_scored(demo: Any, value: Any) -> None:
    """Digits without end, or none at all: the attribute is unreadable, hence not known, and no fault."""
    lead = {"created_at": "2026-09-01", "as_of": "2026-09-30", "touches": [TOUCH]}
    for name in ("annual_revenue", "industry", "job_title", "employees", "technologies", "years_in_company"):
        odd = value == 1e300 and name in ("annual_revenue", "years_in_company")
        assert demo.score({**lead, name: value})["status"] == ("out_of_distribution" if odd else "scored")


@pytest.mark.parametrize("instant", ["1900-01-01", "9998-12-31", 0, -1, "1969-12-31T23:59:59.999999Z"])
def test_the_ends_of_time_are_scored(demo: Any, instant: Any) -> None:
    """Rows of any year are looked at or not, and a lead may be looked at in any."""
    rows = {"touches": [{**TOUCH, "at": instant}], "stages": [{"at": instant, "stage": "mql"}]}
    assert demo.score({"created_at": "2026-09-01", "as_of": "2026-09-30", **rows})["status"]
    looked_at = demo.score({"as_of": instant, "touches": [TOUCH]})["status"]
    assert looked_at in ("insufficient_data", "scored", "too_old")
    assert demo.score({"created_at": instant, "as_of": "9998-12-31", **rows})["status"]


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/vnd.bentoml+pickle",
        "application/vnd.bentoml+PICKLE",
        "application/jsonl",
        "",
    ],
)
def test_only_json_is_taken(demo: Any, kind: str) -> None:
    refused(demo.post(b"{}", {"Content-Type": kind}), 415, "content_type")


def test_json_is_taken_with_parameters(demo: Any) -> None:
    assert demo.post(b"\xef\xbb\xbf{}", {"Content-Type": "Application/JSON; charset=utf-8"}).status == 200


def test_a_body_has_an_end(demo: Any) -> None:
    body = b'{"x": "' + b" " * 2_000_000 + b'"}'
    refused(demo.post(body), 413, "too_large")
    assert demo.post(b'{"x": "' + b" " * 1_900_000 + b'"}').status == 200


def test_a_body_that_does_not_say_its_length_has_an_end(demo: Any) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", demo.port, timeout=60)
    headers = {"Content-Type": "application/json"}
    chunks = (b" " * 100_000 for _ in range(21))
    try:
        connection.request("POST", "/v1/score", chunks, headers, encode_chunked=True)
        assert connection.getresponse().status == 413
    finally:
        connection.close()


def test_a_body_that_never_comes_is_408(demo: Any) -> None:
    with socket.create_connection(("127.0.0.1", demo.port), timeout=30) as caller:
        caller.sendall(UNFINISHED)
        assert caller.recv(1000).startswith(b"HTTP/1.1 408 ")


def test_a_caller_that_hangs_up_is_no_fault(demo: Any) -> None:
    with socket.create_connection(("127.0.0.1", demo.port), timeout=30) as caller:
        caller.sendall(UNFINISHED)
    assert demo.ask("/livez").status == 200


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/",
            "/docs.json",
            "/schema.json",
            "/metrics",
            "/healthz",
            "/static_content/index.css",
            "/assets/x",
        ),
        *("/v1", "/v1/", "/v1/score/", "/v1//score", "//v1/score", "/V1/SCORE", "/v1/model/", "/livez/"),
        *("/score", "/v1/score/../score", "/%2e%2e/etc/passwd", f"/{PERSON}"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_else_is_there(demo: Any, path: str, method: str) -> None:
    refused(demo.ask(path, b"{}" if method == "POST" else None, method), 404, "not_found")


@pytest.mark.parametrize(
    ("path", "method", "allowed"),
    [
        ("/v1/score", "GET", "POST"),
        ("/v1/score", "PUT", "POST"),
        ("/v1/score", "OPTIONS", "POST"),
        ("/v1/score", "PROPFIND", "POST"),
        ("/v1/model", "POST", "GET"),
        ("/readyz", "DELETE", "GET"),
    ],
)
def test_each_path_has_its_method(demo: Any, path: str, method: str, allowed: str) -> None:
    reply = demo.ask(path, None, method)
    refused(reply, 405, "method")
    assert sorted(reply.headers["allow"].split(", ")) == sorted(allowed.split(", "))


def test_nobody_may_open_a_socket(demo: Any) -> None:
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    assert demo.ask("/v1/score", headers=headers).status in (403, 404, 405)


def test_nothing_personal_is_written(demo: Any) -> None:
    """Runs after the requests above, which are full of it; and sends some more."""
    for body in (f'{{"as_of": "{PERSON}"}}', f"{PERSON}", f'{{"lead_id": "{PERSON}", "{PERSON}": 1}}'):
        demo.post(body.encode())
    demo.ask(f"/v1/{PERSON}?who={PERSON}")
    written = demo.log.read_text()
    assert "serves" in written
    assert "jo.doe" not in written
    assert "Traceback" not in written
