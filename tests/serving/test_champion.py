"""The service follows the workspace's champion, and no broken bundle takes its place."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from models.bundle import write_bundle
from models.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOOK_EVERY = 0.1
ASKED = {
    "lead_id": "x",
    "created_at": "2026-09-01",
    "as_of": "2026-09-30",
    "touches": [{"at": "2026-09-29", "kind": "pricing_page"}],
}


@pytest.fixture(scope="module")
def two(demo_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, list[str]]:
    """A workspace with two sound bundles and no champion yet: the second knows another agreement."""
    path = tmp_path_factory.mktemp("two")
    origin = Workspace(demo_workspace)
    version = str(origin.champion_version())
    workspace = Workspace(path)
    shutil.copytree(origin.bundles / version, workspace.bundles / version)
    return workspace, [version, _sibling(workspace, version)]


def _sibling(workspace: Workspace, version: str) -> str:
    """The same bundle under another name, and with other bands, so that its answers differ."""
    bundle = workspace.bundle(version)
    files = {name: bundle.text(name) for name in bundle.manifest["files"]}
    bands = json.loads(files["bands.json"])
    bands["bands"]["quantiles"] = [p / 2 for p in bands["bands"]["quantiles"]]
    files["bands.json"] = json.dumps(bands)
    return write_bundle(workspace.bundles, "2030-01-01", bundle.manifest["facts"], files).version


@pytest.fixture(scope="module")
def server(two: tuple[Workspace, list[str]], serve: Callable[..., Any]) -> Any:
    told = {"LEADCAST_LOOK_EVERY": str(LOOK_EVERY), "LEADCAST_LEDGER": "off"}
    return serve(two[0].path, command=False, ready=False, environment=told)


def test_from_no_model_to_a_rollback(two: tuple[Workspace, list[str]], server: Any) -> None:
    """One story, in the order it happens to a workspace."""
    workspace, (first, second) = two
    _is_not_ready(server)

    workspace.promote(first, "the first")
    before = server.score_by(first, ASKED)
    assert (before["model_version"], before["status"]) == (first, "scored")
    assert server.ask("/readyz").json == {"status": "ready", "model_version": first}

    workspace.promote(second, "promoted while the service runs")
    after = server.score_by(second, ASKED)
    assert after["model_version"] == second
    assert (after["p_sql"], after["rank"]) == (before["p_sql"], pytest.approx(after["rank"]))
    assert after["rank"] > before["rank"]

    workspace.promote(first, "rolled back")
    assert server.score_by(first, ASKED) == before


def _is_not_ready(server: Any) -> None:
    assert server.ask("/livez").status == 200
    for reply in (server.ask("/readyz"), server.ask("/v1/model"), server.post(b"{}")):
        assert (reply.status, reply.json["code"]) == (503, "no_model")


def _altered(folder: Path) -> None:
    with (folder / "sql.txt").open("a") as file:
        file.write(" ")


def _halved(folder: Path) -> None:
    (folder / "close_given_sql.json").unlink()


def _nonsense(folder: Path) -> None:
    """Whole by its hashes, and yet it cannot answer: only trying it out shows that."""
    files = {file.name: file.read_text() for file in folder.iterdir() if file.name != "manifest.json"}
    model = json.loads(files["sql.json"])
    files["sql.json"] = json.dumps({**model, "columns": model["columns"][:-1]})
    facts = json.loads((folder / "manifest.json").read_text())["facts"]
    made = write_bundle(folder.parent, "2035-01-01", facts, files).path
    shutil.rmtree(folder)
    made.rename(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "version": folder.name}))


def _another(folder: Path) -> None:
    """A sound bundle in another's place."""
    sibling = next(path for path in folder.parent.glob("2030-*"))
    shutil.rmtree(folder)
    shutil.copytree(sibling, folder)


@pytest.mark.parametrize("damage", [_altered, _halved, _nonsense, _another, shutil.rmtree])
def test_a_broken_bundle_leaves_the_old_one_serving(
    two: tuple[Workspace, list[str]], server: Any, damage: Callable[[Path], None]
) -> None:
    workspace, (first, _) = two
    workspace.promote(first, "sound")
    before = server.score_by(first, ASKED)
    time.sleep(3 * LOOK_EVERY)  # a look that finds all well: what comes next is news
    broken = f"2035-01-01-{damage.__name__}"
    shutil.copytree(workspace.bundles / first, workspace.bundles / broken)
    damage(workspace.bundles / broken)
    said = _complaints(server)
    _point(workspace, json.dumps({"version": broken}))
    _until_it_complains(server, said)
    assert server.score(ASKED) == before
    assert server.ask("/readyz").json["model_version"] == first
    assert "Traceback" not in server.log.read_text()


@pytest.mark.parametrize("pointer", ["", "{", "[]", '{"version": null}', '{"version": "../../etc"}'])
def test_a_damaged_pointer_leaves_the_old_one_serving(
    two: tuple[Workspace, list[str]], server: Any, pointer: str
) -> None:
    workspace, (first, _) = two
    workspace.promote(first, "sound")
    before = server.score_by(first, ASKED)
    time.sleep(3 * LOOK_EVERY)  # a look that finds all well: what comes next is news
    said = _complaints(server)
    _point(workspace, pointer)
    _until_it_complains(server, said)
    time.sleep(3 * LOOK_EVERY)
    assert server.score(ASKED) == before
    assert _complaints(server) == said + 1  # said once, not at every look


def _complaints(server: Any) -> int:
    return server.log.read_text().count("the one before keeps serving")


def _until_it_complains(server: Any, said: int) -> None:
    deadline = time.monotonic() + 30
    while _complaints(server) == said:
        assert time.monotonic() < deadline, server.log.read_text()
        time.sleep(0.05)


def _point(workspace: Workspace, text: str) -> None:
    beside = workspace.state / "beside"
    beside.write_text(text)
    beside.rename(workspace.state / "champion.json")


def test_a_workspace_that_vanishes_is_served_on(two: tuple[Workspace, list[str]], server: Any) -> None:
    workspace, (first, _) = two
    workspace.promote(first, "sound")
    before = server.score_by(first, ASKED)
    away = workspace.path.with_name("away")
    workspace.path.rename(away)
    try:
        assert server.score(ASKED) == before
    finally:
        away.rename(workspace.path)


def test_each_answer_comes_from_one_bundle(two: tuple[Workspace, list[str]], server: Any) -> None:
    """Callers at once, while the champion changes under them: what they get is one of two answers, whole."""
    workspace, versions = two
    whole: list[dict[str, Any]] = []
    for version in versions:
        workspace.promote(version, "asked alone")
        whole.append(server.score_by(version, ASKED))
    over = Event()
    with ThreadPoolExecutor(6) as callers:
        asked = [callers.submit(_ask_until, over, server) for _ in range(6)]
        for version in versions * 3:
            workspace.promote(version, "while others ask")
            server.score_by(version, ASKED)
        over.set()
    answers = [answer for one in asked for answer in one.result()]
    assert all(answer in whole for answer in answers)
    assert {answer["model_version"] for answer in answers} == set(versions)


def _ask_until(over: Event, server: Any) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = []
    while not over.is_set():
        answers.append(server.score(ASKED))
    return answers


def test_it_stops_when_told(server: Any) -> None:
    """Last of all, since nothing can be asked afterwards."""
    os.killpg(server.process.pid, signal.SIGTERM)
    began = time.monotonic()
    assert server.process.wait(30) in (0, -signal.SIGTERM)
    assert time.monotonic() - began < 15
