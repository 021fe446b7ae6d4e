"""What a year of teaching a model by its own choices does to it, with and without exploration.

    python -m benchmarks.exploration [--seeds 10] [--months 12]

A simulated market: leads arrive, a policy hands the most promising to sales, and only who is worked can
become an SQL, but for a few who do by themselves. Each month the next model learns from the last six: booster
and calibration are the project's own, the newest month calibrates. Before the first month sales worked leads
as they came. In month 5 the market turns: leads of a kind that hardly converted begin to.

What counts is the chance of converting *if worked*, since that is what a list of leads to work is about. It
is known here for every lead, worked or not:

    calibration   mean forecast over mean true chance, of all leads; 1 is right
    off by        root mean squared difference between forecast and true chance, in points
    capture       share of all conversions to be had that are among the leads handed over
    measured      calibration as a company could measure it from outcomes, against its true value
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from models.booster import BoosterSettings, fit_booster
from models.calibration import fit_calibration
from models.exploration import effective, explored_alone, weights
from models.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.rows import Bools, Floats

LEADS: Final = 1500  # a month
CAPACITY: Final = 0.2  # share of them that sales can work
EXPLORE: Final = 0.03
BY_THEMSELVES: Final = 0.05  # of those who would convert if worked, who do so unworked
WINDOW: Final = 6  # months a model learns from
TURN: Final = 5
FEATURES: Final = 8
TREES: Final = 120
SHOWN: Final = (1, 4, 6, 8, 10, 12)


@dataclass(frozen=True)
class Month:
    """What the log keeps of a month, and what only a simulation knows.

    x           [n, features]
    chance      [n] of converting if worked
    handed      [n] whether sales got it
    explore     [n] whether its id sets it aside
    propensity  [n] of being handed over
    y           [n] whether it was seen to convert
    """

    x: Floats
    chance: Floats
    handed: Bools
    explore: Bools
    propensity: Floats
    y: Floats


@dataclass(frozen=True)
class Policy:
    """How leads are chosen, and what the next model learns from."""

    explore: float
    teach: Callable[[Month], Floats]


def everything(month: Month) -> Floats:
    """Every lead counts; who was not worked did, as far as the log goes, not convert."""
    return np.ones(month.y.size)


def worked(month: Month) -> Floats:
    """Who was handed over counts."""
    return month.handed.astype(float)


def weighted(month: Month) -> Floats:
    """Who was handed over counts as one over the chance of that."""
    return weights(month.handed, month.propensity)


POLICIES: Final = {
    "no exploration, learns from all": Policy(0.0, everything),
    "no exploration, learns from the worked": Policy(0.0, worked),
    "exploration, learns from all": Policy(EXPLORE, everything),
    "exploration, learns from the worked": Policy(EXPLORE, worked),
    "exploration, learns weighted": Policy(EXPLORE, weighted),
}


def true_chance(x: Floats, number: int) -> Floats:
    """Of converting if worked; from TURN on the leads of another kind do better."""
    liked = 1.1 * x[:, 0] + 0.7 * x[:, 1] - 0.5 * x[:, 2] * x[:, 3]
    other = 2.2 * (x[:, 4] > 0.8) * (1 if number >= TURN else -0.3)
    return 1 / (1 + np.exp(3.2 - liked - other))


def lived(random: np.random.Generator, number: int, policy: Policy, say: Callable[[Floats], Floats]) -> Month:
    """One month of leads under a policy; every policy meets the same leads and the same luck."""
    x = random.standard_normal((LEADS, FEATURES))
    chance, luck, alone, drawn = true_chance(x, number), *random.random((3, LEADS))
    explore = drawn < policy.explore
    # explored leads take their places within the capacity; the others are handed over down to a cut-off
    order = np.argsort(-say(x), kind="stable")
    before_it = (~explore[order]).cumsum() - ~explore[order]
    best = np.zeros(LEADS, dtype=bool)
    best[order[before_it < int(CAPACITY * LEADS) - int(explore.sum())]] = True
    handed = best | explore
    y = (luck < chance) & (handed | (alone < BY_THEMSELVES))
    propensity = np.where(best, 1.0, policy.explore)
    return Month(x, chance, handed, explore, propensity, y.astype(float))


def before(random: np.random.Generator, number: int) -> Month:
    """A month without a model: sales works leads as they come."""
    x = random.standard_normal((LEADS, FEATURES))
    chance, luck, alone, drawn = true_chance(x, number), *random.random((3, LEADS))
    handed = drawn < CAPACITY
    y = (luck < chance) & (handed | (alone < BY_THEMSELVES))
    return Month(x, chance, handed, handed, np.full(LEADS, CAPACITY), y.astype(float))


def learnt(log: Sequence[Month], policy: Policy) -> Callable[[Floats], Floats]:
    """The next month's forecast, of what the log and the policy's weights teach."""
    *older, newest = log[-WINDOW:]
    booster = fit_booster(_rows(older, policy), BoosterSettings(feature_fraction=0.5), TREES)
    judged = _rows([newest], policy)

    def raw(x: Floats) -> Floats:
        return np.asarray(booster.predict(x.astype(np.float32), raw_score=True), dtype=float)

    calibration = fit_calibration(raw(judged.x), judged.y, judged.weight)
    return lambda x: calibration.apply(raw(x))


def _rows(log: Sequence[Month], policy: Policy) -> Rows:
    weight = np.concatenate([policy.teach(month) for month in log])
    counts = weight > 0
    x = np.concatenate([month.x for month in log])[counts].astype(np.float32)
    # as many as count: a sum of weights far above it would drown the booster's penalties
    weight = weight[counts] * counts.sum() / weight.sum()
    y = np.concatenate([month.y for month in log])[counts]
    number = np.arange(y.size)
    return Rows(
        x, y, weight, number, number, tuple(f"x{one}" for one in range(FEATURES)), (False,) * FEATURES
    )


def measured(month: Month, p: Floats) -> dict[str, float]:
    """Calibration as a company can measure it, by way of looking."""
    ways = {
        "all": np.ones(p.size),
        "handed over": month.handed.astype(float),
        "weighted": weights(month.handed, month.propensity),
        "explored alone": explored_alone(month.explore, month.propensity),
    }
    return {name: float(np.sum(w * p) / max(1.0, np.sum(w * month.y))) for name, w in ways.items() if w.any()}


def year(seed: int, policy: Policy, months: int) -> list[dict[str, float]]:
    """Each month's figures under one policy."""
    log = [before(np.random.default_rng([seed, 0, n]), n - WINDOW) for n in range(WINDOW)]
    told: list[dict[str, float]] = []
    for number in range(1, months + 1):
        # the first model learns from who was worked: before it, nobody was chosen
        say = learnt(log, policy if number > 1 else POLICIES["exploration, learns weighted"])
        month = lived(np.random.default_rng([seed, 1, number]), number, policy, say)
        p = say(month.x)
        told.append(
            {
                "calibration": float(p.mean() / month.chance.mean()),
                "off": float(np.sqrt(np.mean((p - month.chance) ** 2))),
                "capture": float(month.chance[month.handed].sum() / month.chance.sum()),
                "effective": effective(weights(month.handed, month.propensity)),
                **{f"measured {name}": ratio for name, ratio in measured(month, p).items()},
            }
        )
        log.append(month)
    return told


def main(words: Sequence[str] | None = None) -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--months", type=int, default=12)
    asked = parser.parse_args(words)
    found: dict[str, list[list[dict[str, float]]]] = defaultdict(list)
    for seed in range(asked.seeds):
        for name, policy in POLICIES.items():
            print(f"seed {seed + 1} of {asked.seeds}: {name}", end="\r", file=sys.stderr)
            found[name].append(year(seed, policy, asked.months))
    shown = [month for month in SHOWN if month <= asked.months]
    for figure, form in (("calibration", "{:.2f}"), ("off", "{:.1%}"), ("capture", "{:.1%}")):
        print(f"\n| {figure}, in month | {' | '.join(map(str, shown))} |")
        print(f"| --- |{' ---: |' * len(shown)}")
        for name, years in found.items():
            means = [np.mean([told[month - 1][figure] for told in years]) for month in shown]
            print(f"| {name} | {' | '.join(form.format(mean) for mean in means)} |")
    print("\n| calibration measured in the last quarter, mean and spread over seeds | true |", end="")
    ways = ("all", "handed over", "weighted", "explored alone")
    print(f" {' | '.join(ways)} |\n| --- |{' ---: |' * (1 + len(ways))}")
    for name, years in found.items():
        cells = [_spread([[month["calibration"] for month in told[-3:]] for told in years])]
        for way in ways:
            key = f"measured {way}"
            has = key in years[0][-1]
            cells.append(_spread([[m[key] for m in told[-3:]] for told in years]) if has else "")
        print(f"| {name} | {' | '.join(cells)} |")
    worth = np.mean([month["effective"] for told in found["exploration, learns weighted"] for month in told])
    print(f"\nWeighted, the {CAPACITY * LEADS:.0f} leads handed over a month are worth {worth:.0f}.")


def _spread(values: Sequence[Sequence[float]]) -> str:
    each = np.mean(values, axis=1)
    return f"{each.mean():.2f} ± {each.std():.2f}"


if __name__ == "__main__":
    main()
