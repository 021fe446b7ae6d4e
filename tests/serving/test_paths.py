"""Every documented path, spelled otherwise or asked by another method: nothing is there."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
OTHERWISE: dict[str, Callable[[str], str]] = {
    "a slash at its end": lambda path: f"{path}/",
    "two slashes at its end": lambda path: f"{path}//",
    "two slashes at its start": lambda path: f"/{path}",
    "two slashes within": lambda path: f"{path[0]}{path[1:].replace('/', '//')}",
    "capitals": str.upper,
    "a dot": lambda path: f"/.{path}",
    "two dots": lambda path: f"/v1/..{path}",
    "dots in disguise": lambda path: f"/v1/%2e%2e{path}",
    "slashes in disguise": lambda path: f"/%2F{path[1:]}",
    "a semicolon": lambda path: f"{path};x=1",
    "more": lambda path: f"{path}/x",
    "a NUL": lambda path: f"{path}%00",
    "a backslash": lambda path: f"{path[0]}{path[1:].replace('/', chr(92))}",
    "a space": lambda path: f"{path}%20",
    "bytes that are no text": lambda path: f"{path}%ff",
}


@pytest.fixture(scope="module")
def paths(whole: Any) -> dict[str, set[str]]:
    """The methods of each documented path, a lead's id filled in."""
    document = whole.ask("/openapi/3.1.json").json
    return {
        path.replace("{lead_id}", "L1"): {method.upper() for method in methods}
        for path, methods in document["paths"].items()
    }


@pytest.fixture
def ask(whole: Any) -> Iterator[Callable[[str, str], http.client.HTTPResponse]]:
    """One connection, as a proxy holds it open; the path goes out as it is written."""
    connection = http.client.HTTPConnection("127.0.0.1", whole.server.port, timeout=60)

    def send(method: str, path: str) -> http.client.HTTPResponse:
        connection.putrequest(method, path)
        connection.putheader("X-API-Key", whole.token)
        connection.putheader("Content-Length", "0")
        connection.endheaders()
        answer = connection.getresponse()
        answer.read()
        return answer

    yield send
    connection.close()


def test_other_methods_are_405_and_say_which_is_taken(paths: dict[str, set[str]], ask: Any) -> None:
    for path, taken in paths.items():
        for method in METHODS:
            if method not in taken:
                answer = ask(method, path)
                assert (answer.status, answer.getheader("allow")) == (405, ", ".join(taken)), (method, path)


@pytest.mark.parametrize("method", ["BREW", "get", "Post"])
def test_methods_that_are_none_have_no_effect(whole: Any, method: str) -> None:
    reply = whole.ask("/v1/score", b"{}", method)
    assert reply.status in (400, 405)
    assert set(reply.json) == {"code", "message", "field"}


@pytest.mark.parametrize("spelled", OTHERWISE.values(), ids=OTHERWISE)
def test_other_spellings_are_404(paths: dict[str, set[str]], ask: Any, spelled: Callable[[str], str]) -> None:
    for path in paths:
        if "/leads/" not in path and spelled(path) != path:  # an id may hold anything
            for method in ("GET", "POST"):
                answer = ask(method, spelled(path))
                assert answer.status == 404, (method, spelled(path))
                assert answer.getheader("content-type") == "application/json"


@pytest.mark.parametrize(
    "lead_id", ["a/b", "..", ".", "", "%2e%2e", "%00nobody", "a//b", "score", "%ff", "x" * 501, "a?b"]
)
def test_an_id_in_a_path_is_taken_as_it_is_or_refused(ask: Any, lead_id: str) -> None:
    answer = ask("GET", f"/v1/leads/{lead_id}/score")
    assert answer.status in (404, 422)


def test_nobody_is_sent_elsewhere(paths: dict[str, set[str]], ask: Any) -> None:
    for path in paths:
        for spelled in (*OTHERWISE.values(), str):
            for method in ("GET", "POST", "HEAD"):
                answer = ask(method, spelled(path))
                assert not 300 <= answer.status < 400, (method, spelled(path))
                assert answer.getheader("location") is None
