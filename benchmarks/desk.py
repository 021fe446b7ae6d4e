"""The desk's list over 100,000 leads: server time and weight of pages, filters, searches and sorts.

    python -m benchmarks.desk WORKSPACE [--leads 100000] [--times 40]

The workspace is a trained one with receipts, such as a demo; it is copied, and the copy's ledger gets
receipts of made-up leads, in the likeness of those there are. The service is the real one, with one worker.
Server time is what its own log says of each request: neither this client nor the network is in it.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from features.clock import DAY, now
from models.ledger import Answer, Document, Ledger
from models.ledger.facts import Facts
from models.workspace import Workspace

QUESTIONS = {
    "this week, first page": "",
    "just missed": "?view=missed",
    "all, first page": "?view=all",
    "all, page 1,000": "?view=all&page=1000",
    "all, last page": "?view=all&page=99999999",
    "fit": "?view=all&fit=B",
    "band": "?view=all&band=1",
    "status": "?view=all&status=scored",
    "sales said nothing": "?view=all&answer=none",
    "sales said anything": "?view=all&answer=any",
    "explored": "?view=all&explored=yes",
    "chance of close 1-5 %": "?view=all&of=close&least=1&most=5",
    "everything at once": "?view=all&fit=B&band=4&status=scored&answer=none"
    "&least=1&most=50&named=l00&sort=close",
    "search: one lead": "?view=all&named=L0054321",
    "search: an account": "?view=all&named=A00777",
    "search: in every id": "?view=all&named=l",
    "search: nobody": "?view=all&named=nobody",
    **{
        f"sorted by {key}": f"?view=all&sort={key}&page=500"
        for key in ("sql", "close", "grade", "scored", "lead")
    },
    "sorted, turned round": "?view=all&sort=sql&up=yes&page=500",
}


def filled(workspace: Workspace, leads: int) -> None:
    """Gives the ledger receipts of so many leads, accounts, and answers of every hundredth."""
    draw, at, version = random.Random(7), now(), workspace.champion_version() or ""
    with Ledger.open(None, workspace.state) as ledger:
        like = [receipt for receipt in map(ledger.receipt, _some(ledger)) if receipt]
        for begin in range(0, leads, 2_000):
            made, told = [], []
            for number in range(begin, min(begin + 2_000, leads)):
                one, lead_id = like[number % len(like)], f"L{number:07}"
                asked = at - draw.randrange(6 * DAY)
                p = draw.betavariate(1, 20)
                made.append(
                    replace(
                        one,
                        score_id=f"bench-{number:07}",
                        lead_id=lead_id,
                        as_of=asked,
                        scored_at=asked,
                        model_version=version,
                        status="scored",
                        p_sql=p,
                        p_close=p * draw.random(),
                        explore=draw.random() < 0.02,
                    )
                )
                told.append(Document(lead_id, "request", asked, Facts(account_id=f"A{number // 5:05}")))
            ledger.told(told, made)
        some = [
            Answer(lead_id=f"L{number:07}", kind="accepted", received_at=at - draw.randrange(DAY))
            for number in range(0, leads, 100)
        ]
        ledger.take(some)


def _some(ledger: Ledger) -> list[str]:
    return [row.score_id for row in ledger.scored(0, now())][-200:]


def asked(port: int, path: str) -> tuple[int, int, float]:
    """Status, bytes and seconds of a page."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection("localhost", port, timeout=120)
    connection.request("GET", f"/desk{path}")
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, len(body), time.perf_counter() - started


def resident(process: subprocess.Popen[bytes]) -> float:
    """MB that the service holds, all its processes together."""
    found = subprocess.run(["ps", "-o", "rss=", "--ppid", str(process.pid), "-p", str(process.pid)],
                           capture_output=True, text=True, check=True)  # fmt: skip
    return sum(map(int, found.stdout.split())) / 1024


def ms(times: list[float]) -> str:
    times = sorted(times)
    return f"{median(times):8.1f} {times[int(0.95 * (len(times) - 1))]:8.1f} {times[-1]:8.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        copy, log = Path(scratch) / "workspace", Path(scratch) / "log"
        shutil.copytree(given.workspace, copy, ignore=shutil.ignore_patterns("tokens.json", "*.lock"))
        filled(Workspace(copy), given.leads)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = int(listener.getsockname()[1])
        command = [Path(sys.executable).with_name("leadcast"), "serve", copy, "--port", str(port)]
        process = subprocess.Popen(
            command, stdout=log.open("wb"), stderr=subprocess.STDOUT, env={**os.environ}
        )
        try:
            measure(process, port, log, given.times)
        finally:
            process.terminate()
            process.wait(30)


def measure(process: subprocess.Popen[bytes], port: int, log: Path, times: int) -> None:
    while True:
        try:
            if asked(port, "/static/x")[0] == 404:
                break
        except OSError:
            time.sleep(0.3)
    before = resident(process)
    first = asked(port, "")[2]
    second = asked(port, "?view=all")[2]
    print(
        f"the first look waits {first:.2f} s for all leads to be read; the next takes {second * 1000:.0f} ms"
    )
    print(f"memory: {before:.0f} MB before, {resident(process):.0f} MB after")
    plan = [name for name in QUESTIONS for _ in range(times)]
    random.Random(1).shuffle(plan)
    weights: dict[str, int] = {}
    begun = _lines(log)
    for name in plan:
        status, weights[name], _ = asked(port, QUESTIONS[name])
        assert status == 200, name
    told = [float(line["ms"]) for line in _lines(log)[len(begun) :]]
    taken: dict[str, list[float]] = {}
    for name, one in zip(plan, told, strict=True):
        taken.setdefault(name, []).append(one)
    print(f"{'server time in ms':34} {'median':>8} {'95 %':>8} {'most':>8} {'KB':>6}")
    for name, found in taken.items():
        print(f"{name:34} {ms(found)} {weights[name] / 1024:6.0f}")
    print(f"{'all':34} {ms(told)}")
    status, size, seconds = asked(port, "/leads.csv?view=all")
    print(f"all leads as CSV: {seconds:.2f} s, {size / 1e6:.1f} MB, status {status}")


def _lines(log: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return [line for line in lines if line.get("operation") == "desk_leads"]


if __name__ == "__main__":
    main()
