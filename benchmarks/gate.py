"""How often the gate is wrong, on pairs of bundles whose worth is known exactly.

Run from the repository's root: ``python -m benchmarks.gate [--pairs 200] [--leads 300 1000 3000]``.

A lead converts if a sum of normal terms passes a threshold. Each bundle sees some of the terms, more of them
at each of three moments, and says the exact chance given what it sees: both are calibrated, and the one that
sees more variance is truly better. Nothing is trained, and the gate's own checks decide.
"""

from __future__ import annotations

import argparse
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import sqrt
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from features.agreement.gate import Gate
from features.agreement.values import Action
from features.clock import DAY
from pipelines.gate.compared import measured
from pipelines.gate.judged import Looks
from pipelines.gate.pair import Pair, pair_of
from pipelines.gate.verdict import decided

if TYPE_CHECKING:
    from collections.abc import Iterable

    from features.agreement.values import Target
    from models.rows import Floats
    from pipelines.gate.decision import Outcome

RATES: Final[dict[Target, float]] = {"sql": 0.2, "close": 0.05}
SEEN: Final = (0.4, 0.7, 1.0)
"""Of what a bundle sees in the end, the share it sees at each moment."""
CHANNELS: Final = (0.35, 0.25, 0.15, 0.1, 0.1, 0.05)
SHARED: Final = 0.6
"""Variance that both bundles see; that of what nobody sees is 1."""
DRAWS: Final = 400
"""Fewer than in earnest, which costs the intervals' ends some sharpness."""


class Scenario(NamedTuple):
    """What a pair is.

    Attributes:
        truth: what the challenger is.
        ours, theirs: variance that only the challenger, only the champion sees.
        shift: added to the challenger's probits: it promises too much.
        blind: the challenger sees nothing of leads of this channel but their average.
    """

    name: str
    truth: str
    ours: float
    theirs: float
    shift: float = 0.0
    blind: int = -1


SCENARIOS: Final = (
    Scenario("the same forecasts, but for rounding", "equal", 0.0005, 0.0005),
    Scenario("equal, a tenth of what they know is their own", "equal", 0.06, 0.06),
    Scenario("equal, half of what they know is their own", "equal", 0.6, 0.6),
    Scenario("slightly worse", "worse", 0.1, 0.2),
    Scenario("worse", "worse", 0.1, 0.4),
    Scenario("promises a fifth too much", "worse", 0.1, 0.1, shift=0.13),
    Scenario("slightly better", "better", 0.2, 0.1),
    Scenario("better", "better", 0.4, 0.1),
    Scenario("much better", "better", 1.0, 0.1),
    Scenario("better, but blind in a channel", "mixed", 0.6, 0.1, blind=1),
)


def simulated(scenario: Scenario, leads: int, seed: int) -> dict[Target, Pair]:
    """One pair: both targets, three moments a lead, leads arriving over ten weeks."""
    random = np.random.default_rng([seed, leads])
    variances = (SHARED, scenario.ours, scenario.theirs)
    steps = np.sqrt(np.diff(SEEN, prepend=0.0))
    pieces = [random.normal(size=(leads, 3)) * steps * sqrt(variance) for variance in variances]
    shared, ours, theirs = (np.cumsum(piece, axis=1) for piece in pieces)
    everything = shared[:, -1] + ours[:, -1] + theirs[:, -1]
    total = 1 + sum(variances)
    channel = random.choice(len(CHANNELS), leads, p=CHANNELS)
    created = np.sort(random.integers(0, 70 * DAY, leads))
    as_of = created[:, None] + np.array([0, 3 * DAY, 14 * DAY])
    hidden = random.normal(size=leads)
    blind = channel == scenario.blind
    seen = np.array(SEEN)
    found: dict[Target, Pair] = {}
    for target, rate in RATES.items():
        bar = ndtri(1 - rate) * sqrt(total)
        y = np.repeat((everything + hidden > bar).astype(float), 3)
        challenger = np.where(blind[:, None], 0.0, shared + ours)
        known = np.where(blind[:, None], 0.0, seen * (SHARED + scenario.ours))
        p = ndtr((challenger - bar) / np.sqrt(total - known) + scenario.shift)
        q = ndtr((shared + theirs - bar) / np.sqrt(total - seen * (SHARED + scenario.theirs)))
        looks = Looks(
            tuple(f"{lead:06}" for lead in np.repeat(np.arange(leads), 3)),
            as_of.ravel(),
            np.repeat(created, 3),
            y,
            np.ones(3 * leads),
            p.ravel(),
            {
                "channel": tuple(f"channel {one}" for one in np.repeat(channel, 3)),
                "age": ("new", "from 3 days", "from 14 days") * leads,
            },
        )
        found[target] = pair_of(looks, q.ravel())
    return found


def outcome(scenario: Scenario, leads: int, seed: int) -> Outcome:
    """What the gate says of one pair."""
    rules = Gate()
    checks = tuple(measured(simulated(scenario, leads, seed), Action(), rules, DRAWS))
    return decided(checks, None, rules).outcome


def gain(scenario: Scenario) -> tuple[float, float]:
    """By how many per cent the challenger's log loss is smaller in truth, per target."""
    if scenario.truth == "equal":
        return 0.0, 0.0
    pairs = simulated(scenario, 100_000, 0)
    return tuple(100 * (1 - _loss(pair.y, pair.ours) / _loss(pair.y, pair.theirs)) for pair in pairs.values())  # type: ignore[return-value]


def _loss(y: Floats, p: Floats) -> float:
    return float(-np.where(y == 1, np.log(p), np.log1p(-p)).mean())


def table(counts: Iterable[tuple[Scenario, int, Counter[str]]]) -> list[str]:
    """In Markdown: how often each decision was taken."""
    names = ("in truth", "log loss smaller by: SQL, close", "leads", "promote", "keep", "needs human")
    lines = [
        f"| the challenger is | {' | '.join(names)} |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for scenario, leads, said in counts:
        shares = (f"{100 * said[word] / said.total():.1f} %" for word in ("promote", "keep", "needs_human"))
        gains = ", ".join(f"{one:+.1f} %" for one in gain(scenario))
        lines.append(f"| {scenario.name} | {scenario.truth} | {gains} | {leads:,} | {' | '.join(shares)} |")
    return lines


def main() -> None:
    """Counts decisions over scenarios and sizes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--leads", type=int, nargs="+", default=[300, 1000, 3000])
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    counts: list[tuple[Scenario, int, Counter[str]]] = []
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("forkserver")) as pool:
        for scenario in SCENARIOS:
            for leads in given.leads:
                said = pool.map(partial(outcome, scenario, leads), range(given.pairs), chunksize=5)
                counts.append((scenario, leads, Counter(said)))
                print(table(counts[-1:])[-1], flush=True)
    print("\n".join(("", *table(counts))))


if __name__ == "__main__":
    main()
