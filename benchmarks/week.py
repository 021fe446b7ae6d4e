"""Does the week's list keep its promises? Past lists of a demo beside what became of their leads.

    python -m benchmarks.week [--leads 20000] [--months 6] [--capacity 120]

A demo is trained as of the first of each month, from what was known then. From then on, every seven days,
its bundle fills the list from all open leads; their outcomes are known by now. Told are the sums promised and
come, and how often what came lay within the interval. Weeks share leads, so they are fewer than they seem.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from features.agreement import read_agreement
from features.clock import WEEK, instant, iso
from features.labels import labels
from features.load import load_population
from features.population import Moments
from features.sources import open_journey
from models.queue.queue import PARTS
from models.scorer import Scorer
from models.workspace import Workspace
from pipelines.demo import write_world
from pipelines.queue import listed
from pipelines.train.learnt import learnt
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from features.agreement.values import Target
    from features.sources import Journey
    from models.bundle import Bundle
    from models.queue import Queue

FIRST: Final = "2025-07-01"


class Kept(NamedTuple):
    """One promise of one list: what was expected, what came, and whether the interval held it."""

    expected: float
    came: int
    inside: bool


def months(first: str, count: int) -> Iterator[int]:
    """The first instants of some months."""
    year, month = int(first[:4]), int(first[5:7]) - 1
    for number in range(count):
        yield instant(f"{year + (month + number) // 12}-{(month + number) % 12 + 1:02}-01")


def trained(path: Path, until: int) -> Bundle:
    """The bundle that a training as of an instant would have made."""
    agreement = read_agreement(path)
    with open_journey(agreement, path, until=until) as journey:
        material = Material(journey, agreement, until)
        return learnt(Workspace(path), material, Workspace(path).agreement_text())[0]


def promises(
    journey: Journey, scorer: Scorer, queue: Queue, at: int
) -> Iterator[tuple[tuple[str, Target], Kept]]:
    """Each part's promise for each target whose outcome is known by now."""
    population, until = load_population(journey), end_of(journey)
    place = {lead_id: number for number, lead_id in enumerate(population.lead_id)}
    for part in PARTS:
        leads = np.array([place[lead.lead_id] for lead in queue.part(part)], dtype=np.int64)
        moments = Moments(leads, np.full(leads.size, at, dtype=np.int64))
        for target, horizon in scorer.agreement.targets.horizons().items():
            y = labels(population, moments, target, horizon, until)
            if np.isnan(y).any() or target not in queue.expected[part]:
                continue
            found, came = queue.expected[part][target], int(y.sum())
            yield (part, target), Kept(found.value, came, found.low <= came <= found.high)


def main(words: Sequence[str] | None = None) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=20_000)
    parser.add_argument("--months", type=int, default=6)
    parser.add_argument("--capacity", type=int, default=120)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args(words)
    found: dict[tuple[str, Target], list[Kept]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        write_world(path, seed=asked.seed, leads=asked.leads)
        *starts, end = months(FIRST, asked.months + 1)
        for start, following in zip(starts, [*starts[1:], end], strict=True):
            scorer = Scorer(trained(path, start))
            with open_journey(scorer.agreement, path) as journey:
                for at in range(start, following, WEEK):
                    print(iso(at)[:10], scorer.version, file=sys.stderr)
                    queue = listed(scorer, journey, at, asked.capacity).queue
                    for name, kept in promises(journey, scorer, queue, at) if queue else ():
                        found[name].append(kept)
    print(
        "| leads | of whom | weeks | expected | came | within the interval |\n| --- | --- |" + " ---: |" * 4
    )
    for (part, target), kept in found.items():
        inside = sum(one.inside for one in kept)
        sums = f"{sum(one.expected for one in kept):,.0f} | {sum(one.came for one in kept):,}"
        print(f"| {part} | {target} | {len(kept)} | {sums} | {inside} ({inside / len(kept):.0%}) |")


if __name__ == "__main__":
    main()
