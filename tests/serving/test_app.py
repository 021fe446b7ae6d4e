"""A fault of our own: answered in the one shape of errors, and logged by its place alone."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import httpx

from serving.app import make_app
from serving.memory import Forgetful
from serving.operation import Caller
from serving.operations import operations

if TYPE_CHECKING:
    import pytest

PERSON = "jo.doe@example.com"


class Faulty:
    """A champion whose model cannot answer."""

    def answerer(self) -> Any:
        return self

    def understood(self, given: dict[str, Any]) -> Any:
        raise KeyError(given["lead_id"])


def test_a_fault_is_told_without_what_was_sent(caplog: pytest.LogCaptureFixture) -> None:
    champion: Any = Faulty()
    seen: list[tuple[Any, ...]] = []
    app = make_app(
        operations(champion, Forgetful()),
        lambda *_: Caller("n8n", frozenset()),
        lambda *told: seen.append(told),
    )

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as caller:
            return await caller.post("/v1/score", json={"lead_id": PERSON})

    with caplog.at_level(logging.DEBUG):
        reply = asyncio.run(ask())
    assert reply.status_code == 500
    assert reply.json() == {
        "code": "internal",
        "message": "The request could not be answered.",
        "field": "",
    }
    (record,) = (record for record in caplog.records if record.name == "leadcast")
    assert record.getMessage().startswith("a request failed: KeyError at ")
    assert record.getMessage().endswith(" in understood")
    assert PERSON not in caplog.text
    ((operation, status, seconds, who, number),) = seen
    assert (operation, status, who, number) == ("score_lead", 500, "n8n", reply.headers["x-request-id"])
    assert seconds >= 0
