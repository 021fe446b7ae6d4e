"""What a bundle that rides along costs those who are answered: the same service with it and without it.

    python -m benchmarks.riding --workspace demo          # trained; five minutes, one worker and two

The workspace is copied, its champion answers, and a bundle made from it rides along in every other stretch.
Requests come at a steady rate, each about another lead or instant, so that every score leaves a receipt. The
generator takes its share of the same processors.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.load.asked import AS_OF, body, leads
from benchmarks.load.generator import request
from benchmarks.load.servers import running
from benchmarks.load.siblings import sibling
from benchmarks.load.steady import Told, at, steady
from benchmarks.promotions import SERVED, environment
from features import clock
from models.ledger import Ledger
from models.scorer import Scorer
from models.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.load.servers import Running

LEADS = 200
SETTLED = 2.0
"""Seconds after a change in which nobody is asked, and then what waits is scored."""


class Stretches(NamedTuple):
    """What was measured of the stretches without, or with, a shadow.

    Attributes:
        told: what became of the requests.
        busy: seconds of processor time of all processes of the service.
        seconds: how long they took.
        scored: requests that the shadow scored too.
    """

    told: list[Told]
    busy: float
    seconds: float
    scored: int


def raced(
    workspace: Workspace, server: Running, rounds: int, rate: float, seconds: float
) -> dict[bool, Stretches]:
    """Stretches without and with a shadow, in turns."""
    shadow = sibling(workspace, str(workspace.champion_version()))
    found = {riding: Stretches([], 0.0, 0.0, 0) for riding in (False, True)}
    sent = _endless(Scorer(workspace.champion()))
    for _ in range(rounds):
        for riding in found:
            _ride(workspace, server.port, shadow if riding else "")
            requests = [next(sent) for _ in range(int(rate * seconds) + 1)]
            begun, busy = time.perf_counter(), server.busy
            told = asyncio.run(steady(server.port, requests, rate, lambda passed: passed >= seconds))
            time.sleep(SETTLED)
            so_far = found[riding]
            found[riding] = Stretches(
                [*so_far.told, *told],
                so_far.busy + server.busy - busy,
                so_far.seconds + time.perf_counter() - begun,
                so_far.scored,
            )
    with Ledger.open(None, workspace.state) as ledger:
        scored = sum(1 for _ in ledger.pairs(shadow, 0, 2**62))
    return {**found, True: found[True]._replace(scored=scored)}


def _endless(scorer: Scorer) -> Iterator[bytes]:
    """Requests of which no two are about the same lead at the same instant."""
    some = leads(scorer, LEADS)
    minute = 0
    while True:
        minute += 1
        when = clock.iso(AS_OF + minute * clock.MINUTE)
        for lead in some:
            yield request("/v1/score", body({**lead, "as_of": when}))


def _ride(workspace: Workspace, port: int, shadow: str) -> None:
    """Has a bundle ride along, or none, and waits until the service says so of itself in a row."""
    if shadow:
        workspace.shadow(shadow, "to see what it costs")
    elif workspace.shadow_version():
        workspace.unshadow("to see what it costs")
    alike, until = 0, time.perf_counter() + 30
    while alike < 20 and time.perf_counter() < until:
        alike = alike + 1 if _model(port)["shadow_version"] == shadow else 0
        time.sleep(0.05)
    time.sleep(SETTLED)


def _model(port: int) -> dict[str, Any]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/v1/model")
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


HEAD = (
    "| workers | a shadow | requests | lost | ms: median, p99, longest | processor, ms a request "
    "| scored too |\n"
    "| ---: | --- | ---: | ---: | --- | ---: | ---: |"
)


def row(workers: int, riding: bool, found: Stretches) -> str:
    """One line of the table."""
    lost = sum(one.status != 200 for one in found.told)
    latency = ", ".join(f"{at(found.told, share):.1f}" for share in (0.5, 0.99, 1.0))
    scored = f"{found.scored / len(found.told):.1%}" if riding else ""
    busy = 1e3 * found.busy / len(found.told)
    rides = "rides" if riding else "none"
    return f"| {workers} | {rides} | {len(found.told):,} | {lost} | {latency} | {busy:.1f} | {scored} |"


def main() -> None:
    """Runs and prints."""
    given = _arguments()
    print(HEAD, flush=True)
    for workers in given.workers:
        with tempfile.TemporaryDirectory() as made:
            workspace = Workspace(Path(made) / "workspace")
            ignored = shutil.ignore_patterns("ledger*", "spool*")
            shutil.copytree(given.workspace, workspace.path, ignore=ignored)
            told = environment(workspace.path, workers)
            with running(SERVED, "/readyz", Path(made), told) as server:
                found = raced(workspace, server, given.rounds, given.rate, given.seconds)
            for riding, stretches in found.items():
                print(row(workers, riding, stretches), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--workspace", type=Path, required=True, help="a trained one")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="processes that answer")
    parser.add_argument("--rate", type=float, default=100.0, help="requests a second")
    parser.add_argument("--rounds", type=int, default=5, help="stretches of each kind")
    parser.add_argument("--seconds", type=float, default=10.0, help="of a stretch")
    return parser.parse_args()


if __name__ == "__main__":
    main()
