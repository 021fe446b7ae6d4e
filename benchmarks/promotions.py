"""Requests at a steady rate while bundles are promoted and rolled back: none is lost, none is mixed.

    python -m benchmarks.promotions --workspace demo                # one worker, then two; five minutes

The workspace is copied. Five further bundles are made from its champion, with other probabilities and another
agreement each; they are promoted by the command, each one loaded anew, and each promotion is rolled back.
Every fiftieth request is a batch of 120, in which others have their turn. The generator and the commands take
their share of the same processors.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.load.asked import leads
from benchmarks.load.consistent import Asked, Oracle, lost, mixed
from benchmarks.load.servers import QUIET, running
from benchmarks.load.siblings import sibling
from benchmarks.load.steady import Told, at, steady
from models.scorer import Scorer
from models.workspace import Workspace

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator, Sequence

Decide = tuple[str, str]
"""promote or rollback, and the bundle that serves from then on."""


EVERY = 49
"""Leads asked for alone between two batches."""
BATCH = 120


class Change(NamedTuple):
    """A change of champion: the bundle that is to serve, and when its name was written."""

    version: str
    written: float


class Run(NamedTuple):
    """What became of the requests and of the changes.

    Attributes:
        mixed: answers that are not to the last field those of one bundle.
        taken: of each change, seconds until the first answer of the new bundle, and until the last of others.
    """

    told: list[Told]
    lost: Counter[str]
    mixed: int
    changes: list[Change]
    taken: list[tuple[float, float]]

    def within(self) -> tuple[list[Told], list[Told]]:
        """The requests that were due while a change was under way, and the others."""
        spans = [
            (change.written, change.written + last)
            for change, (_, last) in zip(self.changes, self.taken, strict=True)
        ]
        during = [any(begin <= one.due <= end for begin, end in spans) for one in self.told]
        return (
            [one for one, inside in zip(self.told, during, strict=True) if inside],
            [one for one, inside in zip(self.told, during, strict=True) if not inside],
        )


def plan_of(workspace: Workspace, promotions: int) -> list[Decide]:
    """Each promotion of a bundle that never served yet, and its rollback."""
    first = str(workspace.champion_version())
    made = [sibling(workspace, first, number + 1) for number in range(promotions)]
    return [step for version in made for step in (("promote", version), ("rollback", first))]


async def run(
    workspace: Workspace,
    port: int,
    asked: Sequence[Asked],
    plan: Sequence[Decide],
    rate: float,
    pause: float,
    decide: Callable[[Decide], None],
) -> Run:
    """Asks at a rate, while after each pause the plan's next step is decided, and for a last pause."""
    first = str(workspace.champion_version())
    oracle = Oracle(workspace, {first, *(version for _, version in plan)}, asked)
    changes: list[Change] = []

    async def decided() -> None:
        for step in plan:
            await asyncio.sleep(pause)
            await asyncio.to_thread(decide, step)
            ago = time.time() - (workspace.state / "champion.json").stat().st_mtime
            changes.append(Change(step[1], time.perf_counter() - ago))
        await asyncio.sleep(pause)

    deciding = asyncio.create_task(decided())
    told = await steady(port, [one.sent for one in asked], rate, lambda _: deciding.done())
    await deciding
    versions = [oracle.version(one) for one in told]
    wrong = sum(version is None and one.status == 200 for one, version in zip(told, versions, strict=True))
    return Run(told, lost(told), wrong, changes, list(_taken(told, versions, changes)))


def _taken(
    told: Sequence[Told], versions: Sequence[str | None], changes: Sequence[Change]
) -> Iterator[tuple[float, float]]:
    """Of each change, seconds until the first answer of its bundle and the last of the one before."""
    ends = [*(change.written for change in changes[1:]), float("inf")]
    for change, end in zip(changes, ends, strict=True):
        between = [
            (one.ended - change.written, version)
            for one, version in zip(told, versions, strict=True)
            if version and change.written <= one.ended < end
        ]
        new = [when for when, version in between if version == change.version]
        old = [when for when, version in between if version != change.version]
        yield min(new, default=float("inf")), max(old, default=0.0)


def by_command(workspace: Path) -> Callable[[Decide], None]:
    """Decides as a person would."""
    leadcast = Path(sys.executable).with_name("leadcast")

    def decide(step: Decide) -> None:
        what, version = step
        words = [leadcast, what, workspace, *([version] if what == "promote" else [])]
        subprocess.run(words, check=True, capture_output=True, env={**os.environ, **QUIET})

    return decide


def by_hand(workspace: Workspace) -> Callable[[Decide], None]:
    """Decides in this process."""

    def decide(step: Decide) -> None:
        if step[0] == "promote":
            workspace.promote(step[1], "under load")
        else:
            workspace.rollback("under load")

    return decide


SERVED = ("-m", "bentoml", "serve", "serving.service:LeadScorer", "--host", "127.0.0.1", "--port", "PORT")
"""The command of a service; PORT stands for its port."""


def environment(workspace: Path, workers: int = 1) -> dict[str, str]:
    """What it is told."""
    told = {"LEADCAST_WORKSPACE": str(workspace), "LEADCAST_RATE": "off", "LEADCAST_REQUEST_LOG": "off"}
    return {**told, "LEADCAST_WORKERS": str(workers)}


HEAD = (
    "| workers | requests | lost | mixed | ms: median, p99, longest "
    "| during a change: median, p99, longest "
    "| s until the new one answers: median, longest | until the old one is silent |\n"
    "| --- | ---: | ---: | ---: | --- | --- | --- | --- |"
)


def row(name: str, found: Run) -> str:
    """One line of the table."""
    during, else_ = found.within()
    first, last = (sorted(times) for times in zip(*found.taken, strict=True)) if found.taken else ([], [])
    middle = len(first) // 2
    taken = f"{first[middle]:.1f}, {first[-1]:.1f} | {last[middle]:.1f}, {last[-1]:.1f}" if first else " | "
    return (
        f"| {name} | {len(found.told):,} | {sum(found.lost.values())} | {found.mixed} "
        f"| {_latency(else_)} | {_latency(during)} | {taken} |"
    )


def _latency(told: Sequence[Told]) -> str:
    return ", ".join(f"{at(told, share):.1f}" for share in (0.5, 0.99, 1.0)) if told else ""


def main() -> None:
    """Runs and prints."""
    given = _arguments()
    print(HEAD, flush=True)
    for workers in given.workers:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            workspace = Workspace(folder / "workspace")
            ignored = shutil.ignore_patterns("ledger*", "spool*")
            shutil.copytree(given.workspace, workspace.path, ignore=ignored)
            asked = mixed(leads(Scorer(workspace.champion()), 98), EVERY, BATCH)
            plan = plan_of(workspace, given.promotions)
            told = environment(workspace.path, workers)
            with running(SERVED, "/readyz", folder, told) as server:
                decide = by_command(workspace.path)
                found = asyncio.run(run(workspace, server.port, asked, plan, given.rate, given.pause, decide))
            print(row(str(workers), found), flush=True)
            print(*(f"lost: {why} {count}" for why, count in found.lost.items()), sep="\n", end="")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--workspace", type=Path, required=True, help="a trained one")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="processes that answer")
    parser.add_argument("--rate", type=float, default=100.0, help="requests a second")
    parser.add_argument("--promotions", type=int, default=5, help="each is rolled back again")
    parser.add_argument("--pause", type=float, default=10.0, help="seconds between two decisions")
    return parser.parse_args()


if __name__ == "__main__":
    main()
