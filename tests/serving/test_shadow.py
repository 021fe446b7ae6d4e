"""A bundle that rides along scores what was answered, as if it had been asked, and nobody notices."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import socket
import time
import urllib.request
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.load.siblings import sibling
from models.bundle import write_bundle
from models.files import digest_of
from models.ledger import Ledger
from models.scorer import Scorer
from models.workspace import Workspace
from pipelines.replay import replay_one
from serving import riding
from serving.answerer import Answerer
from serving.champion import Champion
from serving.refusal import Refusal
from serving.request.facts import NOTHING
from serving.riding import Riding
from serving.shadow import Shadow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from models.ledger import Shadowed

PATIENCE = 30.0
LEAD: dict[str, Any] = {
    "created_at": "2026-09-01",  # without a zone: the bundles read it in zones of their own
    "as_of": "2026-09-30T09:00Z",
    "industry": "Software",
    "touches": [{"at": "2026-09-29T08:30", "kind": "pricing_page"}],
    "stages": [{"at": "2026-09-10", "stage": "mql"}],
}


def _elsewhere(workspace: Workspace, version: str) -> str:
    """A sibling whose agreement reads times in another zone."""
    bundle = workspace.bundle(sibling(workspace, version))
    files = {name: bundle.text(name) for name in bundle.manifest["files"]}
    zones = 'timezone = "UTC"', 'timezone = "America/New_York"'
    assert zones[0] in files["agreement.toml"]
    files["agreement.toml"] = files["agreement.toml"].replace(*zones)
    facts = {**bundle.manifest["facts"], "agreement_version": digest_of(files["agreement.toml"])}
    return write_bundle(workspace.bundles, "2031-01-01", facts, files).version


@pytest.fixture(scope="module")
def two(demo_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, str, str]:
    path = tmp_path_factory.mktemp("shadow") / "workspace"
    shutil.copytree(demo_workspace, path, ignore=shutil.ignore_patterns("ledger*"))
    workspace = Workspace(path)
    first = str(workspace.champion_version())
    return workspace, first, _elsewhere(workspace, first)


@pytest.fixture(scope="module")
def metrics_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def server(two: tuple[Workspace, str, str], serve: Callable[..., Any], metrics_port: int) -> Any:
    told = {"LEADCAST_LOOK_EVERY": "0.1", "LEADCAST_METRICS_PORT": str(metrics_port)}
    return serve(two[0].path, environment=told)


@pytest.fixture
def ledger(two: tuple[Workspace, str, str], server: Any) -> Any:
    with Ledger.open(None, two[0].state) as opened:
        yield opened


def _until(holds: Callable[[], bool], server: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        told = [line for line in server.log.read_text().splitlines() if '"event": "request"' not in line]
        assert time.monotonic() < deadline, told
        time.sleep(0.05)


def _rides(server: Any, version: str) -> bool:
    return server.ask("/v1/model").json["shadow_version"] == version


def _pairs(ledger: Ledger, version: str) -> list[Any]:
    return list(ledger.pairs(version, 0, 2**62))


def _batch(server: Any, leads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    headers = {"Content-Type": "application/json"}
    reply = server.ask("/v1/score/batch", json.dumps({"leads": leads}).encode(), "POST", headers)
    assert reply.status == 200
    return reply.json["results"]


def test_what_a_shadow_says_is_what_it_answers_once_it_is_champion(
    two: tuple[Workspace, str, str], server: Any, ledger: Ledger, metrics_port: int
) -> None:
    workspace, first, second = two
    assert _rides(server, "")
    # without an id: what the champion understood of a lead that has one is kept, and is told to both
    single = [{**LEAD, "as_of": f"2026-09-30T09:0{n}Z"} for n in range(3)]
    several = [{**LEAD, "industry": f"no {n}"} for n in range(30)]
    server.score({**LEAD, "lead_id": "known"})
    before = [server.score(lead) for lead in single]
    workspace.shadow(second, "let us see")
    _until(lambda: _rides(server, second), server)

    answered = [server.score(lead) for lead in single]
    assert answered == before  # what is answered is the champion's alone
    answered += _batch(server, several)
    answered.append(server.ask("/v1/leads/known/score?as_of=2026-09-28T12:00Z").json)
    answered.append(server.score({"lead_id": "no as_of", **{k: v for k, v in LEAD.items() if k != "as_of"}}))
    assert {answer["model_version"] for answer in answered} == {first}
    _until(lambda: len(_pairs(ledger, second)) == len(answered), server)

    page = urllib.request.urlopen(f"http://127.0.0.1:{metrics_port}/metrics").read().decode()
    assert f'leadcast_shadow_scores_total{{outcome="scored"}} {len(answered)}' in page
    assert f'leadcast_shadow_info{{model_version="{second}"}} 1' in page

    for pair in _pairs(ledger, second):
        assert (pair.champion.model_version, pair.champion.status) == (first, "scored")
        assert pair.champion.p_sql != pair.shadow.p_sql
    said = {row.score_id: row.p_sql for row in ledger.scored(0, 2**62, shadow=True)}
    assert len(said) == len(answered)
    assert all(replay_one(workspace, ledger, score_id).outcome == "same" for score_id in list(said)[::12])
    workspace.promote(second, "it is better")
    _until(lambda: server.ask("/readyz").json["model_version"] == second, server)
    for answer in [*map(server.score, single), *_batch(server, several)]:
        assert answer["p_sql"] == said[answer["score_id"]]

    # the shadow is the champion now, and rides no more
    assert workspace.shadow_version() is None
    _until(lambda: _rides(server, ""), server)
    server.score({**LEAD, "lead_id": "later"})
    time.sleep(1.5)
    assert len(_pairs(ledger, second)) == len(answered)
    workspace.rollback("back")
    server.score_by(first, LEAD)


def test_a_shadow_is_stopped(two: tuple[Workspace, str, str], server: Any, ledger: Ledger) -> None:
    workspace, first, _ = two
    third = sibling(workspace, first, 3)
    workspace.shadow(third, "let us see")
    _until(lambda: _rides(server, third), server)
    server.score({**LEAD, "lead_id": "stopped"})
    _until(lambda: len(_pairs(ledger, third)) == 1, server)
    workspace.unshadow("seen enough")
    _until(lambda: _rides(server, ""), server)
    server.score({**LEAD, "lead_id": "not seen any more"})
    time.sleep(1.5)
    assert len(_pairs(ledger, third)) == 1


def test_a_broken_shadow_is_complained_of_once_and_does_not_ride(
    two: tuple[Workspace, str, str], server: Any
) -> None:
    workspace, first, _ = two
    before = server.score(LEAD)
    broken = sibling(workspace, first, 4)
    (workspace.bundles / broken / "sql.txt").write_text("altered")
    (workspace.state / "shadow.json").write_text(json.dumps({"version": broken}))
    try:
        _until(lambda: "the shadow does not ride along" in server.log.read_text(), server)
        time.sleep(1)
        assert server.log.read_text().count("the shadow does not ride along") == 1
        assert _rides(server, "")
        assert server.score(LEAD) == before
    finally:
        (workspace.state / "shadow.json").unlink()


class _Worker:
    """What a ride needs of the process it is in."""

    def __init__(self, answerer: Any) -> None:
        self.riding: Any = answerer
        self.idle = True
        self.broken = False
        self.kept: list[Shadowed] = []
        self.outcomes: Counter[str] = Counter()
        shadow: Any = self
        self.ride = Riding(shadow, self.keep, lambda: self.idle, self.count)

    def answerer(self) -> Any:
        return self.riding

    def count(self, outcome: str) -> None:
        self.outcomes[outcome] += 1

    async def keep(self, scores: Sequence[Shadowed]) -> bool:
        self.kept += [] if self.broken else scores
        return not self.broken

    def answer(self, champion: Answerer, *leads: dict[str, Any]) -> None:
        heard = [champion.understood(lead) for lead in leads]
        scored = [one for one, _ in champion.answer(heard)]
        self.ride.take(heard, [NOTHING] * len(heard), scored)

    async def ridden(self, seconds: float = 0.2) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.ride.run(), seconds)
        await self.ride.write()


@pytest.fixture
def run() -> Iterator[Any]:
    """Runs one thing after the other in one loop."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture(scope="module")
def answerers(two: tuple[Workspace, str, str]) -> list[Answerer]:
    workspace, *versions = two
    return [Answerer(Scorer(workspace.bundle(version))) for version in versions]


def test_nothing_is_scored_while_a_request_is_in_hand(run: Any, answerers: list[Answerer]) -> None:
    champion, shadow = answerers
    worker = _Worker(shadow)
    worker.idle = False
    worker.answer(champion, *[LEAD] * 9)
    run(worker.ridden())
    assert not worker.kept
    worker.idle = True
    run(worker.ridden(1.0))
    assert worker.outcomes == {"scored": 9}
    (score_id,) = {champion.answer([champion.understood(LEAD)])[0][1]["score_id"]}
    assert {one.champion_score_id for one in worker.kept} == {score_id}
    assert {one.receipt.model_version for one in worker.kept} == {shadow.scorer.version}


def test_the_queue_has_an_end_in_leads_and_in_rows(
    run: Any, answerers: list[Answerer], monkeypatch: pytest.MonkeyPatch
) -> None:
    champion, shadow = answerers
    monkeypatch.setattr(riding, "MOST_WAITING", 5)
    worker = _Worker(shadow)
    worker.answer(champion, *[LEAD] * 8)
    assert worker.outcomes == {"dropped": 3}
    run(worker.ridden(1.0))
    assert worker.outcomes == {"dropped": 3, "scored": 5}
    worker.answer(champion, LEAD)  # there is room again
    assert worker.outcomes["dropped"] == 3

    monkeypatch.setattr(riding, "MOST_ROWS", 100)
    worker = _Worker(shadow)
    many = {**LEAD, "touches": [{"at": f"2026-09-2{n % 9}", "kind": "call"} for n in range(60)]}
    worker.answer(champion, many, many, LEAD)
    assert worker.outcomes == {"dropped": 1}  # the second
    run(worker.ridden(1.0))
    worker.answer(champion, many)
    assert worker.outcomes["dropped"] == 1


def test_one_that_cannot_be_scored_takes_no_other_with_it_and_is_told_once(
    run: Any, answerers: list[Answerer], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    champion, shadow = answerers
    understood = shadow.understood

    def picky(given: dict[str, Any]) -> Any:
        if given.get("industry") == "refused":
            raise Refusal(422, "invalid", "not in this bundle's words")
        if given.get("industry") == "fatal":
            raise ZeroDivisionError
        return understood(given)

    monkeypatch.setattr(shadow, "understood", picky)
    worker = _Worker(shadow)
    odd = [{**LEAD, "industry": word} for word in ("a", "refused", "fatal", "b", "fatal", "c")]
    worker.answer(champion, *odd)
    run(worker.ridden(1.0))
    assert worker.outcomes == {"scored": 3, "unreadable": 1, "failed": 2}
    assert len(worker.kept) == 3
    assert [record.event for record in caplog.records if hasattr(record, "event")] == ["shadow_failed"]
    assert "fatal" not in caplog.text


def test_receipts_that_cannot_be_kept_are_counted_and_the_ride_goes_on(
    run: Any, answerers: list[Answerer]
) -> None:
    champion, shadow = answerers
    worker = _Worker(shadow)
    worker.broken = True
    worker.answer(champion, LEAD)
    run(worker.ridden(1.0))
    assert worker.outcomes == {"scored": 1, "unkept": 1}
    worker.broken = False
    worker.answer(champion, LEAD)
    run(worker.ridden(1.0))
    assert len(worker.kept) == 1


def test_without_a_shadow_nothing_waits(run: Any, answerers: list[Answerer]) -> None:
    champion, shadow = answerers
    worker = _Worker(None)
    worker.answer(champion, LEAD)
    worker.riding = shadow
    run(worker.ridden())
    assert not worker.outcomes
    worker.answer(champion, LEAD)
    worker.riding = None  # stopped in between
    run(worker.ridden())
    assert not worker.kept
    assert not worker.outcomes


def test_it_rides_only_where_receipts_are_kept(
    two: tuple[Workspace, str, str], caplog: pytest.LogCaptureFixture
) -> None:
    workspace, _, second = two
    workspace.shadow(second, "let us see")
    shadow = Shadow(workspace, Champion(workspace), of_use=False)
    for _ in range(3):
        asyncio.run(shadow.look())
    assert (shadow.answerer(), shadow.version()) == (None, "")
    assert caplog.text.count("no receipts are kept") == 1
    workspace.unshadow("of no use")
