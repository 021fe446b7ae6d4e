"""Under load for a while: the same request has the same answer, whatever came between, and memory stays."""

from __future__ import annotations

import asyncio
import json
import random
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.load.asked import body, leads
from benchmarks.load.generator import answer, load, request
from benchmarks.load.servers import running
from benchmarks.serving import contenders_of, raced, table
from models.scorer import Scorer
from models.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.load.servers import Running

REQUESTS = 3_000
GROWTH = 12.0
"""MiB that so many requests may leave behind: a timer for each of them left three times as much."""


@pytest.fixture(scope="module")
def server(demo_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    command = (
        "-m",
        "bentoml",
        "serve",
        "serving.service:LeadScorer",
        "--host",
        "127.0.0.1",
        "--port",
        "PORT",
    )
    told = {"LEADCAST_WORKSPACE": str(demo_workspace), "LEADCAST_RATE": "off", "LEADCAST_LEDGER": "off"}
    with running(command, "/readyz", tmp_path_factory.mktemp("soak"), told) as started:
        yield started


@pytest.fixture(scope="module")
def sent(demo_workspace: Path) -> list[dict[str, Any]]:
    return leads(Scorer(Workspace(demo_workspace).champion()), 30)


def test_memory_stays_and_all_are_answered(server: Running, sent: list[dict[str, Any]]) -> None:
    requests = [request("/v1/score", body(lead)) for lead in sent]
    asyncio.run(load(server.port, requests, 16, 300, 60.0))
    before = server.memory
    told = asyncio.run(load(server.port, requests, 16, REQUESTS, 120.0))
    assert told.refused == 0
    assert len(told.latency) >= REQUESTS - 16
    assert server.memory - before < GROWTH
    assert server.memory < 350


def test_equal_requests_have_equal_answers_alone_in_any_order_and_in_any_batch(
    server: Running, sent: list[dict[str, Any]]
) -> None:
    alone = [asyncio.run(answer(server.port, request("/v1/score", body(lead)))) for lead in sent]
    order = [place for place in range(len(sent)) for _ in range(3)]
    random.Random(3).shuffle(order)
    for place in order:
        assert asyncio.run(answer(server.port, request("/v1/score", body(sent[place])))) == alone[place]
    whole = request("/v1/score/batch", body({"leads": [sent[place] for place in order]}))
    results = json.loads(asyncio.run(answer(server.port, whole)))["results"]
    for place, result in zip(order, results, strict=True):
        one = json.loads(alone[place])
        assert {name: result[name] for name in one} == one


def test_the_benchmark_runs(demo_workspace: Path, tmp_path: Path) -> None:
    ours = islice(contenders_of(demo_workspace, tmp_path), 5)
    contenders = [one for one in ours if one.name[:3] in ("(b)", "(d)")]
    found = raced(contenders, tmp_path, 2, 10, 5.0)
    assert [one.name for one in found] == [one.name for one in contenders]
    assert all(told.rate > 0 for one in found for told in one.loads.values())
    lines = table(found)
    assert [line.count("|") for line in lines] == [9] * 4
