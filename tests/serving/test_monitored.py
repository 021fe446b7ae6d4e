"""The monitor reads a real service's metrics, and finds in them what was asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from features.agreement import Monitor
from models.workspace import Workspace
from pipelines.monitor.asking import get
from pipelines.monitor.service import TOKEN, read, service

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_figures_are_those_of_the_service(guarded: Any, demo_workspace: Path) -> None:
    url = f"http://127.0.0.1:{guarded.metrics_port}"
    token = guarded.token("score")
    before = read(get(f"{url}/metrics"))
    for number in range(60):
        body = b'{"lead_id": "m%d", "created_at": "2026-09-01"}' % number
        reply = guarded.server.post(body, {"Authorization": f"Bearer {token}"})
        assert reply.status == 200, reply
    after = read(get(f"{url}/metrics"))
    assert after.requests["200"] - before.requests["200"] == 60
    champion = Workspace(demo_workspace).champion().version
    assert after.versions == {champion}
    found = {one.name: one for one in service(url, champion, Monitor())}
    slow = found["latency_high"]
    assert slow.value is not None
    assert 0 < slow.value < 5
    assert not found["champion_not_served"].raised
    assert {one.name for one in service(url, "another", Monitor()) if one.raised} >= {"champion_not_served"}


def test_the_public_port_needs_a_token(guarded: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"http://127.0.0.1:{guarded.server.port}/metrics"
    (refused,) = service(url, "v", Monitor())
    assert refused.raised
    assert refused.name == "service_unreachable"
    monkeypatch.setenv(TOKEN, guarded.token("read"))
    assert not next(iter(service(url, "v", Monitor()))).raised
