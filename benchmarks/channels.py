"""Are verdicts on channels sensible, and are comparisons of what leads see?

    python -m benchmarks.channels [--seeds 10] [--leads 20000] [--nulls 1000]

Three questions, each of worlds whose truth is known:

    demo       the verdict on every channel of each seed's demo, with its spend and without. Paid social and
               the bought list bring the least ready people, referrals and partners the most.
    average    nine channels of one and the same rate, of the demo's sizes and smaller: how many are scrapped
               or tweaked that should not be.
    unrelated  an asset that has nothing to do with converting, seen sooner by leads that are warm anyway: how
               often the interval of the matched ratio covers one, and that of the plain one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.warm import market
from features.agreement import read_agreement
from features.labels import labels
from features.moments import training_moments
from features.sources import open_journey
from models.verdict import Measured, Money, Rule, judge, shrunk
from pipelines.demo import write_world
from pipelines.insights.channels.arrived import Arrived
from pipelines.insights.channels.bought import bought
from pipelines.insights.channels.origin import origin_of
from pipelines.insights.channels.verdicts import verdicts
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.population import Population

SIZES: Final = (4000, 3000, 2000, 1500, 1200, 900, 500, 200, 80)
RATE: Final = 0.05


def arrived(population: Population, material: Material) -> Arrived:
    """The leads of a demo as they came: no model is needed for a verdict."""
    agreed = material.agreement
    moments = training_moments(population, agreed.moments, material.until)
    first = np.concatenate(([True], moments.lead[1:] != moments.lead[:-1]))
    outcome = {}
    for target, horizon in agreed.targets.horizons().items():
        outcome[target] = np.full(len(population.lead_id), np.nan)
        y = labels(population, moments, target, horizon, material.until)
        outcome[target][moments.lead[first]] = y[first]
    sold = dict(
        material.journey.db.sql(
            "SELECT lead_id, arg_min(amount, \"at\") FROM stages WHERE stage = 'won' AND amount IS NOT NULL "
            "GROUP BY lead_id"
        ).fetchall()
    )
    amounts = np.array([sold.get(name, np.nan) for name in population.lead_id], dtype=np.float64)
    origin = origin_of(agreed, (population,), population.touches)
    if isinstance(origin, str):
        raise SystemExit(origin)
    horizons = agreed.targets.horizons()
    return Arrived(agreed, material.until, horizons, population.created, origin, outcome, amounts)


def words(folder: Path, seed: int, leads: int) -> tuple[dict[str, str], dict[str, str]]:
    """The verdict by channel on the demo of a seed, with its spend and without."""
    write_world(folder, seed=seed, leads=leads)
    agreement = read_agreement(folder)
    with open_journey(agreement, folder) as journey:
        material = Material(journey, agreement, end_of(journey))
        (population,) = material.populations()
        came = arrived(population, material)
        nothing = {target: [None] * len(came.origin.names) for target in came.horizons}
        found = [verdicts(came, spent, nothing) for spent in (bought(came, folder), ())]
    with_, without = ({row["channel"]: row["verdict"] for row in one["rows"]} for one in found)
    return with_, without


def averages(nulls: int) -> Counter[str]:
    """The verdicts on channels that are all alike."""
    random, seen, rule = np.random.default_rng(1), Counter[str](), Rule(0.5, 10)
    for number in range(nulls):
        sizes = np.array(SIZES) // (1 if number % 2 else 8)
        outcomes = random.binomial(sizes, RATE)
        by = shrunk(outcomes.tolist(), sizes.tolist(), 0.95)
        if by is None:
            continue
        for size, k, rate in zip(sizes.tolist(), outcomes.tolist(), by.rates, strict=True):
            measured = Measured("sql", size, k, rate, by.overall, falls=False)
            seen[judge([measured], Money(), rule).word] += 1
    return seen


def unrelated(nulls: int) -> tuple[int, int, int, float, float]:
    """Markets that could be told; how often the interval covers one, matched and not; the median ratios."""
    told = covered = plain = 0
    ratios: list[tuple[float, float]] = []
    for seed in range(nulls):
        world = market(seed)
        alike, crude = (world.compared(alike=alike, seed=seed) for alike in (True, False))
        if alike.ratio_interval is None or crude.ratio_interval is None:
            continue
        told += 1
        covered += alike.ratio_interval.low <= 1 <= alike.ratio_interval.high
        plain += crude.ratio_interval.low <= 1 <= crude.ratio_interval.high
        ratios.append((alike.ratio or 0.0, crude.ratio or 0.0))
    matched, unmatched = np.median(np.array(ratios), axis=0).tolist()
    return told, covered, plain, matched, unmatched


def main(given: Sequence[str] | None = None) -> int:
    """Prints the three tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--leads", type=int, default=20_000)
    parser.add_argument("--nulls", type=int, default=1000)
    asked = parser.parse_args(given)
    _demo(asked.seeds, asked.leads)
    seen = averages(asked.nulls)
    shares = ", ".join(f"{word} {count / seen.total():.2%}" for word, count in sorted(seen.items()))
    print(f"\naverage channels ({seen.total():,}): {shares}")
    told, covered, plain, matched, unmatched = unrelated(asked.nulls // 5)
    print(
        f"\nunrelated asset ({told} markets): matched ratio {matched:.2f}, its interval covers one in "
        f"{covered / told:.1%}; unmatched {unmatched:.2f}, {plain / told:.1%}"
    )
    return 0


def _demo(seeds: int, leads: int) -> None:
    counts: dict[str, Counter[tuple[bool, str]]] = defaultdict(Counter)
    for seed in range(seeds):
        with tempfile.TemporaryDirectory() as folder:
            for spent, found in zip((True, False), words(Path(folder) / "demo", seed, leads), strict=True):
                for channel, word in found.items():
                    counts[channel][spent, word] += 1
    print("| channel | with spend | without |\n| --- | --- | --- |")
    for channel, seen in sorted(counts.items()):
        cells = [
            ", ".join(f"{word} {n}" for (with_, word), n in sorted(seen.items()) if with_ is spent)
            for spent in (True, False)
        ]
        print(f"| {channel} | {cells[0]} | {cells[1]} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
