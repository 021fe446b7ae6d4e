"""A hundred requests a second while bundles are promoted and rolled back: none lost, none mixed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import time
from http.client import HTTPConnection
from math import isfinite
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.load.asked import leads
from benchmarks.load.consistent import Oracle, mixed
from benchmarks.load.servers import running
from benchmarks.load.steady import Told
from benchmarks.promotions import BATCH, EVERY, HEAD, SERVED, by_hand, environment, plan_of, row, run
from models.scorer import Scorer
from models.workspace import Workspace
from serving.answerer import Answerer
from serving.memory import Forgetful
from serving.routes.score import scoring

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.promotions import Decide

RATE = 100.0
PAUSE = 1.0
PATIENCE = 3.0
PROMOTIONS = 5


@pytest.fixture(scope="module")
def workspace(demo_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    path = tmp_path_factory.mktemp("promoted") / "workspace"
    shutil.copytree(demo_workspace, path, ignore=shutil.ignore_patterns("ledger*"))
    return Workspace(path)


def test_ten_changes_lose_no_request_and_mix_no_answer(workspace: Workspace, tmp_path: Path) -> None:
    asked = mixed(leads(Scorer(workspace.champion()), EVERY), EVERY, BATCH)
    plan = plan_of(workspace, PROMOTIONS)
    assert len(plan) == 10
    assert len({version for _, version in plan}) == PROMOTIONS + 1
    told = environment(workspace.path) | {"LEADCAST_LEDGER": "off", "LEADCAST_LOOK_EVERY": "0.2"}
    told["LEADCAST_AT_ONCE"] = "9999"  # on a busy machine they wait instead of being sent away
    with running(SERVED, "/readyz", tmp_path, told) as server:

        def decide(step: Decide) -> None:
            by_hand(workspace)(step)
            _wait_for(server.port, step[1])

        found = asyncio.run(run(workspace, server.port, asked, plan, RATE, PAUSE, decide))
    assert not found.lost
    assert found.mixed == 0
    assert len(found.told) > 0.9 * RATE * PAUSE * 11
    assert [change.version for change in found.changes] == [version for _, version in plan]
    assert sum(isfinite(first) for first, _ in found.taken) >= PROMOTIONS  # all ten, where there is time
    assert row("1", found).count("|") == HEAD.splitlines()[0].count("|")


def _wait_for(port: int, version: str) -> None:
    """Until it serves; a machine that is too busy for that goes on with the next change."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        with contextlib.suppress(OSError):
            connection.request("GET", "/readyz")
            if json.loads(connection.getresponse().read())["model_version"] == version:
                deadline = 0.0
        connection.close()
        time.sleep(0.1)


def test_an_answer_of_two_bundles_is_no_bundles(workspace: Workspace) -> None:
    """The judge of the test above: one field of another bundle is enough, in one result of a batch too."""
    asked = mixed(leads(Scorer(workspace.champion()), 9), 9, 3)
    first = str(workspace.champion_version())
    other = next(version for _, version in plan_of(workspace, 1))
    oracle = Oracle(workspace, [first, other], asked)
    for number in (0, 9):
        said = {version: oracle.said(version, number) for version in (first, other)}
        assert _version(oracle, number, said[first]) == first
        assert _version(oracle, number, said[other]) == other
        for field in ("p_sql", "agreement_version", "score_id", "model_version"):
            torn = json.loads(json.dumps(said[first]))
            one = torn["results"][-1] if number else torn
            whole = said[other]["results"][-1] if number else said[other]
            assert one[field] != whole[field]
            one[field] = whole[field]
            assert _version(oracle, number, torn) is None


def test_a_batch_comes_from_one_bundle_though_another_is_promoted_between_its_parts(
    workspace: Workspace,
) -> None:
    versions = [str(workspace.champion_version()), *(version for _, version in plan_of(workspace, 1))][:2]
    turns = [Answerer(Scorer(workspace.bundle(version))) for version in versions]
    champion: Any = SimpleNamespace(answerer=lambda: turns.reverse() or turns[0])
    batch = next(one for one in scoring(champion, Forgetful()) if one.name == "score_batch")

    async def given() -> dict[str, Any]:
        return {"leads": leads(turns[0].scorer, BATCH)}

    call: Any = SimpleNamespace(object=given)
    for _ in range(2):
        body: Any = asyncio.run(batch.answer(call)).body
        assert len({result["model_version"] for result in body["results"]}) == 1
        assert len({result["agreement_version"] for result in body["results"]}) == 1


def _version(oracle: Oracle, number: int, answered: object) -> str | None:
    return oracle.version(Told(number, 0.0, 0.0, 200, json.dumps(answered).encode()))
