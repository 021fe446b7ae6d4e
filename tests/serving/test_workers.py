"""Several processes answer for one workspace: they change their mind together, and finish what they began."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from models.bundle import write_bundle
from models.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from models.workspace import Workspace

LEAD: dict[str, Any] = {
    "created_at": "2026-09-01",
    "as_of": "2026-09-30",
    "touches": [{"at": "2026-09-29", "kind": "pricing_page"}],
}
AT_ONCE = 12


@pytest.fixture
def server(demo_workspace: Path, tmp_path: Path, serve: Callable[..., Any]) -> Any:
    shutil.copytree(demo_workspace, tmp_path / "workspace")
    return serve(tmp_path / "workspace", arguments=("--workers", "2"))


def test_all_take_a_promotion_and_end_what_they_began(server: Any) -> None:
    workspace = server.workspace
    first = workspace.champion()
    facts = {**first.manifest["facts"], "note": "the same model by another name"}
    files = {name: first.text(name) for name in first.manifest["files"]}
    second = write_bundle(workspace.bundles, "2030-01-01", facts, files).version

    assert {answer["model_version"] for answer in _asked_at_once(server)} == {first.version}
    workspace.promote(second, "while two processes serve")
    began = time.monotonic()
    while {answer["model_version"] for answer in _asked_at_once(server)} != {second}:
        assert time.monotonic() - began < 20
    _ends_what_it_began(server, workspace)


def _asked_at_once(server: Any) -> list[dict[str, Any]]:
    """Over connections of their own, which the processes share out among them."""
    with ThreadPoolExecutor(AT_ONCE) as callers:
        return list(callers.map(server.score, [LEAD] * (4 * AT_ONCE)))


def _ends_what_it_began(server: Any, workspace: Workspace) -> None:
    """Requests that were taken before it was told to stop are answered, and what they left is kept."""
    body = json.dumps({"leads": [{**LEAD, "lead_id": f"last-{n}"} for n in range(300)]}).encode()
    waiting: list[http.client.HTTPConnection] = []
    for _ in range(4):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("POST", "/v1/score/batch", body, {"Content-Type": "application/json"})
        waiting.append(connection)
    time.sleep(0.1)
    os.killpg(server.process.pid, signal.SIGTERM)
    results = []
    for connection in waiting:
        reply = connection.getresponse()
        assert reply.status == 200
        results += json.loads(reply.read())["results"]
        connection.close()
    assert len(results) == 1200
    assert server.process.wait(30) in (0, -signal.SIGTERM)
    with Ledger.open(None, workspace.state) as ledger:
        assert all(ledger.receipt(score_id) for score_id in {result["score_id"] for result in results})
