"""What the log and the metrics say, and that neither holds or grows with what a caller sent."""

from __future__ import annotations

import json
import logging
import socket
import subprocess
import sys
import time
import warnings
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from serving.watch.exposition import exposition
from serving.watch.lines import Lines
from serving.watch.meters import BOUNDS, STATUSES, Meters

if TYPE_CHECKING:
    from pathlib import Path

JSON = {"Content-Type": "application/json"}
NAME, MAIL, PHONE = "Zyxwina Qvortrup", "zyxwina.qvortrup@example.org", "+49 151 98765432"
PERSON = {"name": NAME, "mail": MAIL, "phone": PHONE}
TRACES = tuple(text.encode() for text in ("Zyxwina", "Qvortrup", "qvortrup", "98765432", "zyxwina"))


def samples(page: str) -> dict[tuple[str, ...], float]:
    """Each series of a page, by its name and labels, as Prometheus's own parser reads it."""
    return {
        (sample.name, *(f"{name}={value}" for name, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def scraped(guarded: Any) -> dict[tuple[str, ...], float]:
    """What the metrics' own port says."""
    with socket.create_connection(("127.0.0.1", guarded.metrics_port), timeout=10) as caller:
        caller.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        received = b"".join(iter(lambda: caller.recv(65_536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK"), head
    return samples(body.decode())


def logged(server: Any) -> list[dict[str, Any]]:
    """The lines of the log; what the command says before it hands over is for people."""
    lines = server.log.read_text().splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("{"))
    assert begin <= 2, lines[:begin]
    return [json.loads(line) for line in lines[begin:]]


REQUESTS = st.tuples(
    st.sampled_from(("score_lead", "get_model", "", "no such")),
    st.sampled_from((*STATUSES, 418, 599)),
    st.floats(0, 100),
)


@given(st.lists(REQUESTS))
def test_the_page_says_what_was_counted(requests: list[tuple[str, int, float]]) -> None:
    meters = Meters(("score_lead", "get_model"), ("scored",))
    for request in requests:
        meters.request(*request)
    found = samples(exposition(meters, 3, 'v"1\\\n'))
    assert found["leadcast_requests_in_flight",] == 3
    assert found["leadcast_bundle_info", 'model_version=v"1\\\n'] == 1
    names = [name if name in ("score_lead", "get_model") else "other" for name, _, _ in requests]
    for name, count in Counter(names).items():
        label = f"operation={name}"
        durations = [seconds for of, (_, _, seconds) in zip(names, requests, strict=True) if of == name]
        assert found["leadcast_request_seconds_count", label] == count
        assert found["leadcast_request_seconds_sum", label] == pytest.approx(sum(durations))
        for bound in (*BOUNDS, float("inf")):
            written = "+Inf" if bound == float("inf") else str(bound)
            in_bin = found["leadcast_request_seconds_bucket", f"le={written}", label]
            assert in_bin == sum(seconds <= bound for seconds in durations)
    by_status = Counter(
        (name, str(status) if status in STATUSES else "other")
        for name, (_, status, _) in zip(names, requests, strict=True)
    )
    counted = {key[1:]: value for key, value in found.items() if key[0] == "leadcast_requests_total"}
    assert counted == {(f"operation={n}", f"status={s}"): count for (n, s), count in by_status.items()}


def record(name: str, message: str, *arguments: Any, error: bool = False) -> logging.LogRecord:
    told = sys.exc_info() if error else None
    return logging.LogRecord(name, logging.ERROR, "place.py", 7, message, arguments, told, "function")


def test_a_line_of_ours_says_all() -> None:
    line = json.loads(Lines().format(record("leadcast", "bundle %s\nserves é", "b1")))
    assert line["message"] == "bundle b1\nserves é"
    assert (line["level"], line["logger"], line["event"]) == ("error", "leadcast", "note")
    assert line["time"].endswith("Z")


@pytest.mark.parametrize("name", ["asyncio", "uvicorn.error", "bentoml.serve", "leadcaster", "root"])
def test_what_a_library_says_is_told_by_its_place(name: str) -> None:
    try:
        try:
            raise KeyError(MAIL)
        except KeyError as cause:
            raise ValueError(NAME) from cause
    except ValueError:
        text = Lines().format(record(name, f"{MAIL} %s", PHONE, error=True))
    line = json.loads(text)
    assert line["place"] == "place.py:7 in function"
    assert (line["error"], line["because"]) == ("ValueError", "KeyError")
    assert line["raised"].endswith("in test_what_a_library_says_is_told_by_its_place")
    assert not any(trace in text.encode() for trace in TRACES)


def test_a_warning_is_told_by_its_place_and_kind() -> None:
    written = warnings.formatwarning(NAME, DeprecationWarning, "/lib/x.py", 12, f"call('{MAIL}')")
    line = json.loads(Lines().format(record("py.warnings", "%s", written)))
    assert (line["place"], line["kind"]) == ("/lib/x.py:12", "DeprecationWarning")
    assert not any(trace in json.dumps(line).encode() for trace in TRACES)


TROUBLE = """
import asyncio, gc, logging, sys, threading, warnings
from serving.watch import Watch
mail, name = sys.argv[1:]
watch = Watch((), lambda: "v1")
watch.begin()
log = logging.getLogger("leadcast")
log.info("bundle v1 serves", extra={"event": "bundle_loaded"})
log.error("lost", extra={"event": "ledger_failed"})
log.error("lost", extra={"event": "no such event"})
logging.getLogger("uvicorn.error").error(mail)
logging.getLogger("some.library").warning("%s", name)
warnings.warn(mail, DeprecationWarning)
warnings.warn(mail, UserWarning)

def fail():
    raise ValueError(mail, name)

class Dying:
    def __del__(self):
        fail()

async def forget():
    asyncio.ensure_future(asyncio.to_thread(fail))
    await asyncio.sleep(0.1)
    gc.collect()

asyncio.run(forget())
thread = threading.Thread(target=fail, name=name)
thread.start()
thread.join()
Dying()
print(watch.page().replace(chr(10), chr(31)))
fail()
"""


def test_whatever_goes_wrong_in_the_process_is_a_line_without_its_message() -> None:
    command = [sys.executable, "-W", "always", "-c", TROUBLE, MAIL, NAME]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == ""
    written = done.stdout.splitlines()
    (page,) = (line.replace(chr(31), "\n") for line in written if not line.startswith("{"))
    lines = [json.loads(line) for line in written if line.startswith("{")]
    assert not any(trace in done.stdout.encode() for trace in TRACES)
    assert Counter(line.get("error") for line in lines)["ValueError"] == 4  # forgotten, thread, dying, last
    assert {line.get("kind") for line in lines} >= {"DeprecationWarning", "UserWarning"}
    assert {line.get("logger") for line in lines} >= {"uvicorn.error", "some.library", "asyncio"}
    counted = {key[1]: value for key, value in samples(page).items() if key[0] == "leadcast_events_total"}
    assert {name: count for name, count in counted.items() if count} == {
        "event=bundle_loaded": 1,
        "event=ledger_failed": 1,
        "event=other": 1,
        "event=fault": 2,
    }


def test_each_request_has_its_line(guarded: Any) -> None:
    token = guarded.token("read")
    number = "12345678-90ab-cdef-1234-567890abcdef"
    headers = {"Authorization": f"Bearer {token}", "X-Request-Id": number}
    version = guarded.server.ask("/v1/model", headers=headers).json["model_version"]
    (line,) = (line for line in logged(guarded.server) if line.get("request_id") == number)
    assert set(line) == {
        *("time", "level", "event", "request_id", "operation", "status", "ms", "caller", "model_version")
    }
    assert (line["event"], line["operation"], line["status"]) == ("request", "get_model", 200)
    assert line["model_version"] == version
    assert line["caller"].startswith("test-")
    assert 0 < line["ms"] < 60_000


def test_requests_and_scores_are_counted(guarded: Any) -> None:
    before = scraped(guarded)
    headers = {**JSON, "X-API-Key": guarded.token("score")}
    leads = [{"created_at": "2026-09-01", "as_of": "2026-09-30"}, {"as_of": "never"}]
    for path, body in (
        ("/v1/score", leads[0]),
        ("/v1/score", leads[1]),
        ("/v1/score/batch", {"leads": leads}),
    ):
        guarded.server.ask(path, json.dumps(body).encode(), "POST", headers)
    after = scraped(guarded)
    grown = {key: value - before.get(key, 0) for key, value in after.items()}
    assert grown["leadcast_requests_total", "operation=score_lead", "status=200"] == 1
    assert grown["leadcast_requests_total", "operation=score_lead", "status=422"] == 1
    assert grown["leadcast_requests_total", "operation=score_batch", "status=200"] == 1
    statuses = {key[1]: count for key, count in grown.items() if key[0] == "leadcast_scores_total" and count}
    assert statuses == {"status=insufficient_data": 2, "status=refused": 1}
    assert after["leadcast_events_total", "event=bundle_loaded"] >= 1
    assert after["leadcast_requests_in_flight",] == 0
    assert 10e6 < after["process_resident_memory_bytes",] < 2e9


def test_the_metrics_on_the_public_port_take_a_token_that_may_read(guarded: Any) -> None:
    reply = guarded.server.ask("/metrics", headers={"X-API-Key": guarded.token("read")})
    assert (reply.status, reply.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert samples(reply.body.decode()).keys() >= scraped(guarded).keys() - {
        key for key in scraped(guarded) if "operation=get_metrics" in key
    }
    assert guarded.server.ask("/metrics", headers={"X-API-Key": guarded.token("admin")}).status == 403


@pytest.mark.parametrize("sent", [b"GET / HTTP/1.1\r\n\r\n", b"POST /metrics HTTP/1.1\r\n\r\n", b"\r\n\r\n"])
def test_the_metrics_port_has_nothing_else(guarded: Any, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", guarded.metrics_port), timeout=10) as caller:
        caller.sendall(sent)
        assert caller.recv(1_000).startswith(b"HTTP/1.1 404 ")


def test_the_metrics_port_bears_what_is_no_request(guarded: Any) -> None:
    for sent in (b"\0" * 20_000, b"GET /metr", b""):
        with socket.create_connection(("127.0.0.1", guarded.metrics_port), timeout=10) as caller:
            caller.sendall(sent)
    assert scraped(guarded)


def test_no_stranger_adds_a_series(guarded: Any) -> None:
    """BentoML's own metrics have some twenty for each path that anybody asks for."""
    guarded.server.ask("/nothing")
    guarded.server.ask("/v1/model", method="PUT")
    guarded.server.ask("/v1/model")
    before = scraped(guarded).keys()
    for number in range(250):
        text = f"{NAME.replace(' ', '')}{number}"
        guarded.server.ask(f"/v1/{text}")
        guarded.server.ask("/v1/model", method=f"M{number}")
        guarded.server.ask(f"/v1/model?{text}={text}", headers={"X-API-Key": text, f"X-{text}": text})
        guarded.server.ask("/v1/model", headers={"X-Request-Id": text, "User-Agent": text, "Host": text})
    new = scraped(guarded).keys() - before
    assert {key for key in new if "status=429" not in key} == set()
    assert len(new) <= 1


BODIES: tuple[Any, ...] = (
    PERSON,
    {"lead_id": MAIL, "account_id": NAME, **PERSON, "as_of": "2026-09-30", NAME: MAIL},
    {"lead_id": PHONE, "created_at": PHONE},
    {"as_of": MAIL},
    {"explain": NAME},
    {"touches": [{"at": "2026-09-01", "kind": NAME, "actor": MAIL, "asset": PHONE, MAIL: NAME}]},
    {"touches": [{"at": NAME, "kind": "visit"}]},
    {"stages": [{"at": "2026-09-01", "stage": NAME, "actor": MAIL}]},
    {"attribute_changes": [{"at": "2026-09-01", "field": NAME, "value": MAIL}]},
    {"industry": {"of": NAME}},
    {"budget": [[MAIL]]},
    {"leads": [PERSON, {"as_of": MAIL}, NAME]},
    {"kind": "accepted", "by": NAME, "lead_id": MAIL, "reason": MAIL, "note": NAME},
    [PERSON],
    NAME,
)


def test_nothing_personal_is_written(guarded: Any) -> None:
    """In every field, header, query and path of good and bad requests, and then looked for everywhere."""
    token = guarded.token("score", "feedback", "read")
    url = "zyxwina.qvortrup%40example.org"
    headers = {
        **JSON,
        "X-API-Key": token,
        "User-Agent": NAME,
        "Referer": f"https://crm.example.org/{url}",
        "X-Request-Id": MAIL,
        "X-Forwarded-For": NAME,
        "Cookie": f"name={MAIL}",
        "From": MAIL,
        "Idempotency-Key": MAIL,
        f"X-{NAME.replace(' ', '-')}": PHONE,
    }
    ask = guarded.server.ask
    for body in (*(json.dumps(body).encode() for body in BODIES), f"{MAIL}{{".encode(), b'{"as_of": NaN}'):
        for path in ("/v1/score", "/v1/score/batch", "/v1/feedback", "/v1/hooks/odoo", "/v1/hooks/hubspot"):
            assert ask(f"{path}?email={url}", body, "POST", headers).status < 500
            time.sleep(0.02)  # within the rate
    for path in (
        f"/v1/leads/{url}/score",
        f"/{url}",
        f"/v1/leads/98765432/score?as_of={url}",
        f"/v1/model?{url}",
    ):
        for method in ("GET", "POST", "QVORTRUP"):
            assert ask(path, None, method, headers).status < 500
    for wrong in (
        {"Authorization": f"Bearer {MAIL}"},
        {"X-API-Key": NAME},
        {"Content-Type": MAIL, "X-API-Key": token},
    ):
        assert ask("/v1/score", b"{}", "POST", {**JSON, **wrong}).status in (401, 415, 429)
    for raw in (f"{MAIL}\r\n\r\n", f"GET /{MAIL} {NAME}\r\n\r\n", f"GET / HTTP/1.1\r\n{NAME} {MAIL}\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", guarded.server.port), timeout=10) as caller:
            caller.sendall(raw.encode())
            caller.recv(1_000)
    for number in range(3):  # in the middle of a body
        with socket.create_connection(("127.0.0.1", guarded.server.port), timeout=10) as caller:
            sent = ("POST /v1/score HTTP/1.1", "Host: x", f"X-API-Key: {token}", "Content-Length: 999")
            sent = (*sent, "Content-Type: application/json", "", f"{{{MAIL}{number}")
            caller.sendall("\r\n".join(sent).encode())
    time.sleep(0.5)
    state = guarded.server.workspace.state
    written: list[Path] = [guarded.server.log, *guarded.server.log.parent.rglob("*")]
    written += [path for path in state.rglob("*") if not path.name.startswith(("ledger", "spool"))]
    texts = {
        str(path): path.read_bytes() for path in written if path.is_file() and path.parent.name != "spool"
    }
    texts["metrics"] = repr(scraped(guarded)).encode()
    assert len(texts) > 5
    assert {path: trace for path, text in texts.items() for trace in TRACES if trace in text} == {}
    assert {line["event"] for line in logged(guarded.server)} >= {"request", "bundle_loaded"}
    assert not any("Traceback" in json.dumps(line) for line in logged(guarded.server))
