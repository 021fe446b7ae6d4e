"""How fast the service answers, beside a service that does nothing and beside what people write instead.

    python -m benchmarks.serving                          # trains a demo first; ten minutes
    python -m benchmarks.serving --workspace demo         # one that is trained
    python -m benchmarks.serving --soak 100000            # and whether memory stays flat

Starts every server itself, on this machine, one worker each, and asks it over plain sockets: at one
connection, then at 16 and 64. The generator takes its share of the same processors, as do other processes on
a shared machine; ratios between rows of one run say more than any row.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.load.asked import body, features, leads
from benchmarks.load.generator import Load, answer, load, request
from benchmarks.load.servers import QUIET, ROOT, running
from models.scorer import Scorer
from models.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


CONNECTIONS = (1, 16, 64)
LEADS = 200
BATCH = 100


class Contender(NamedTuple):
    """A server and what it is asked.

    Attributes:
        ready: the path that says 200 once it can be asked.
        before: what it is told before the race.
        leads: how many each request is about.
    """

    name: str
    command: tuple[str, ...]
    ready: str
    requests: Sequence[bytes]
    environment: dict[str, str]
    before: Sequence[bytes] = ()
    leads: int = 1


class Result(NamedTuple):
    """What was measured of one contender.

    Attributes:
        loads: by connections.
        busy: milliseconds of processor time a request, of all its processes, at one connection.
    """

    name: str
    leads: int
    loads: dict[int, Load]
    busy: float
    memory: float
    started: float


def main() -> None:
    """Races and prints."""
    given = _arguments()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        workspace = _workspace(given.workspace, folder)
        contenders = list(contenders_of(workspace, folder))
        found: list[Result] = []
        for one in contenders:
            result = measured(one, folder, given.requests, given.seconds)
            if result:
                found.append(result)
                print(f"{result.name}: done", file=sys.stderr, flush=True)
        print(*table(found), sep="\n")
        if given.soak:
            print(*soaked(contenders[1], folder, given.soak), sep="\n")


def contenders_of(workspace: Path, folder: Path) -> Iterator[Contender]:
    """The rows of the table, in its order."""
    scorer = Scorer(Workspace(workspace).champion())
    sent = leads(scorer, LEADS)
    alone = ("-m", "bentoml", "serve")
    address = ("--host", "127.0.0.1", "--port", "PORT")
    ours = (*alone, "serving.service:LeadScorer", *address)
    bare = (*alone, "benchmarks.load.bare:Bare", *address)
    environment = {"LEADCAST_WORKSPACE": str(workspace), "LEADCAST_RATE": "off", "LEADCAST_LEDGER": "off"}
    remembering = {**environment, "LEADCAST_LEDGER": "on"}
    whole = [request("/v1/score", body(lead)) for lead in sent]
    first = body(sent[0])
    yield Contender("(a) empty handler on BentoML", bare, "/livez", [request("/empty", first)], {})
    yield Contender("(b) /v1/score, 30 touches sent", ours, "/readyz", whole, environment)
    yield Contender("(b') the same, receipts written", ours, "/readyz", whole, remembering)
    by_id = [request("/v1/score", body({name: lead[name] for name in ("lead_id", "as_of")})) for lead in sent]
    yield Contender("(c) /v1/score, by lead_id", ours, "/readyz", by_id, remembering, before=whole)
    batches = [
        request("/v1/score/batch", body({"leads": sent[begin : begin + BATCH]}))
        for begin in range(0, LEADS, BATCH)
    ]
    yield Contender(f"(d) batch of {BATCH}", ours, "/readyz", batches, environment, leads=BATCH)
    yield from _others(workspace, folder)


def _others(workspace: Path, folder: Path) -> Iterator[Contender]:
    import lightgbm
    import mlflow.lightgbm  # not at the top: who measures ours alone need not wait for it

    text = next(iter(sorted(Workspace(workspace).champion().path.glob("sql*.txt"))))
    booster = lightgbm.Booster(model_file=text)
    row = features(booster.feature_name())
    mlflow.lightgbm.save_model(booster, folder / "model")
    serve = ("-m", "mlflow", "models", "serve", "-m", str(folder / "model"), "--env-manager", "local")
    serve += ("--host", "127.0.0.1", "--port", "PORT", "--workers", "1")
    frame = request("/invocations", body({"dataframe_records": [row]}))
    yield Contender("(e) mlflow models serve, no reasons", serve, "/ping", [frame], {})
    framed = ("-m", "uvicorn", "benchmarks.load.framed:app", "--host", "127.0.0.1", "--port", "PORT")
    framed += ("--no-access-log",)
    asked = [request("/score", body(row))]
    yield Contender("(f) FastAPI, pred_contrib", framed, "/ready", asked, {"BENCHMARK_BOOSTER": str(text)})


def measured(one: Contender, folder: Path, most: int, seconds: float) -> Result | None:
    """One row; None where the server does not answer what it is asked."""
    with running(one.command, one.ready, folder, one.environment) as server:
        for sent in one.before:
            asyncio.run(answer(server.port, sent))
        with _loop() as run:
            warm: Load = run(load(server.port, one.requests, 1, max(10, most // 20), seconds))
            if not warm.latency:
                return None
            begun = server.busy
            loads = {1: run(load(server.port, one.requests, 1, most, seconds))}
            busy = 1e3 * (server.busy - begun) / len(loads[1].latency)
            for connections in CONNECTIONS[1:]:
                loads[connections] = run(load(server.port, one.requests, connections, most, seconds))
        return Result(one.name, one.leads, loads, busy, server.memory, server.started)


def soaked(one: Contender, folder: Path, most: int) -> list[str]:
    """Memory at the start, in the middle and at the end of many requests at 16 connections."""
    told = [f"\n{most:,} requests to {one.name} at 16 connections, MiB:"]
    with running(one.command, one.ready, folder, one.environment) as server, _loop() as run:
        run(load(server.port, one.requests, 16, 500, 60.0))
        for part in range(5):
            told.append(f"after {part * most // 4:,}: {server.memory:.0f}")
            if part < 4:
                result: Load = run(load(server.port, one.requests, 16, most // 4, 1e6))
                told[-1] += f" (then p99 {result.at(0.99):.1f} ms, {result.rate:,.0f} a second)"
    return told


def table(found: Sequence[Result]) -> list[str]:
    """Markdown; what is counted a second are leads."""
    lines = [
        "| server | ms: median, p99 | processor, ms | a second at 1 | at 16: a second, p99 ms "
        "| at 64: a second, p99 ms | MiB | ready after, s |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in found:
        first, *more = one.loads.values()
        rates = " | ".join(f"{two.rate * one.leads:,.0f}, {two.at(0.99):.1f}" for two in more)
        lines.append(
            f"| {one.name} | {first.at(0.5):.2f}, {first.at(0.99):.2f} | {one.busy:.2f} "
            f"| {first.rate * one.leads:,.0f} | {rates} | {one.memory:.0f} | {one.started:.1f} |"
        )
    return lines


@contextmanager
def _loop() -> Iterator[Any]:
    with asyncio.Runner(loop_factory=_factory()) as runner:
        yield runner.run


def _factory() -> Any:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _workspace(given: Path | None, folder: Path) -> Path:
    """A copy of a trained one: what is asked is kept in its ledger."""
    path = folder / "workspace"
    if given:
        shutil.copytree(given, path, ignore=shutil.ignore_patterns("ledger*", "spool*"))
    else:
        demo = [Path(sys.executable).with_name("leadcast"), "demo", path, "--leads", "8000"]
        subprocess.run(demo, cwd=ROOT, env={**os.environ, **QUIET}, check=True, stdout=subprocess.DEVNULL)
    return path


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--workspace", type=Path, help="a trained one; a demo is trained if none is named")
    parser.add_argument("--requests", type=int, default=3_000, help="at each number of connections, at most")
    parser.add_argument("--seconds", type=float, default=15.0, help="at each number of connections, at most")
    parser.add_argument("--soak", type=int, default=0, metavar="N", help="then so many requests in a row")
    parser.add_argument("--quick", action="store_true", help="enough to see that everything runs")
    given = parser.parse_args()
    if given.quick:
        given.requests, given.seconds = 60, 2.0
    return given


if __name__ == "__main__":
    main()
