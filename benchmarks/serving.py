"""How fast the service answers, beside a service that does nothing and beside what people write instead.

    python -m benchmarks.serving                          # trains a demo first; ten minutes
    python -m benchmarks.serving --workspace demo         # one that is trained
    python -m benchmarks.serving --soak 100000            # and whether memory stays flat

Starts every server itself, on this machine, one worker each, and asks them in turns over plain sockets: at
one connection, at 16 and at 64. The generator takes its share of the same processors, as do other processes
on a shared machine; ratios between rows of one run say more than any row.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.load.asked import body, features, leads
from benchmarks.load.generator import Load, answer, joined, load, request
from benchmarks.load.servers import QUIET, ROOT, running
from models.scorer import Scorer
from models.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.load.servers import Running


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
        found = raced(contenders, folder, given.rounds, given.requests, given.seconds)
        print(*table(found), sep="\n", flush=True)
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


def raced(
    contenders: Sequence[Contender], folder: Path, rounds: int, most: int, seconds: float
) -> list[Result]:
    """All contenders that answer what they are asked, in turns: what else the machine does hits all alike."""
    with ExitStack() as open_, _loop() as run:
        servers = [open_.enter_context(_prepared(one, folder, run)) for one in contenders]
        pairs = [pair for pair in zip(contenders, servers, strict=True) if _warm(*pair, run)]
        loads: dict[tuple[str, int], list[Load]] = {}
        busy = dict.fromkeys((one.name for one, _ in pairs), 0.0)
        for _ in range(rounds):
            for one, server in pairs:
                for connections in CONNECTIONS:
                    begun = server.busy
                    told = run(load(server.port, one.requests, connections, most, seconds))
                    loads.setdefault((one.name, connections), []).append(told)
                    busy[one.name] += server.busy - begun if connections == 1 else 0.0
        return [
            Result(
                one.name,
                one.leads,
                {connections: joined(loads[one.name, connections]) for connections in CONNECTIONS},
                1e3 * busy[one.name] / sum(len(told.latency) for told in loads[one.name, 1]),
                server.memory,
                server.started,
            )
            for one, server in pairs
        ]


@contextmanager
def _prepared(one: Contender, folder: Path, run: Any) -> Iterator[Running]:
    with running(one.command, one.ready, folder, one.environment) as server:
        for sent in one.before:
            run(answer(server.port, sent))
        yield server


def _warm(one: Contender, server: Running, run: Any) -> bool:
    """Whether it answers what it is asked."""
    told: Load = run(load(server.port, one.requests, 1, 30, 30.0))
    return not told.refused


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
    parser.add_argument("--rounds", type=int, default=10, help="each asks every server in turn")
    parser.add_argument("--requests", type=int, default=500, help="in a round and number of connections")
    parser.add_argument("--seconds", type=float, default=2.0, help="likewise; whichever ends first")
    parser.add_argument("--soak", type=int, default=0, metavar="N", help="then so many requests in a row")
    parser.add_argument("--quick", action="store_true", help="enough to see that everything runs")
    given = parser.parse_args()
    if given.quick:
        given.rounds, given.requests, given.seconds = 2, 60, 1.0
    return given


if __name__ == "__main__":
    main()
