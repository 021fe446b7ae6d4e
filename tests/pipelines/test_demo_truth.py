"""The backward recursion against a forward walk that is too plain to be wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pipelines.demo.moves import COOL, MOVES, Move
from pipelines.demo.nature import Nature
from pipelines.demo.truth import GOALS, chances

LEADS = 4


@pytest.fixture
def nature() -> Nature:
    rng = np.random.default_rng(3)
    return Nature(
        web=rng.uniform(0.2, 2.0, (7, LEADS)),
        desk=rng.uniform(0.0, 2.5, (7, LEADS)),
        mql=rng.uniform(0.5, 6.0, LEADS),
        sql=rng.uniform(0.5, 9.0, LEADS),
        close=rng.uniform(0.5, 3.0, LEADS),
        warm=rng.uniform(0.01, 0.3, (LEADS, 2)),
        first_called=np.array([0.0, 4.0, 30.0, np.inf]),
        lift=np.array([1.5, 0.8, 0.3, 0.0]),
    )


def called(nature: Nature, lead: int, day: int) -> bool:
    return bool(nature.first_called[lead] <= day < nature.first_called[lead] + 28)


def rate(nature: Nature, move: Move, phase: int, lead: int, day: int) -> float:
    clock = nature.web if move.clock == "web" else nature.desk
    push = {"none": 1.0, "mql": nature.mql[lead], "close": nature.close[lead]}
    push["sql"] = nature.sql[lead] * ((1 + nature.lift[lead]) if called(nature, lead, day) else 1)
    return move.daily[phase] * clock[day % 7, lead] * push[move.push]


def night(nature: Nature, phase: int, lead: int) -> list[float]:
    """The chances of the three phases of the next day."""
    wakes, warms = nature.warm[lead]
    fades, cools = COOL
    return [[1 - wakes, wakes, 0], [fades, 1 - fades - warms, warms], [0, cools, 1 - cools]][phase]


def walk(nature: Nature, lead: int, start: tuple[int, int], days: range, goal: frozenset[int]) -> float:
    """Pushes the whole distribution over (stage, phase) forward, day by day; what reaches the goal stays."""
    here = {start: 1.0}
    arrived = 0.0
    for day in days:
        then: dict[tuple[int, int], float] = {}
        for (s, h), mass in here.items():
            rates = {m: rate(nature, m, h, lead, day) for m in MOVES if m.origin == s}
            total = sum(rates.values())
            ways = [(s, math.exp(-total))]
            ways += [(m.target, (1 - math.exp(-total)) * r / total) for m, r in rates.items() if total > 0]
            for target, chance in ways:
                if target in goal:
                    arrived += mass * chance
                    continue
                for next_phase, drift in enumerate(night(nature, h, lead)):
                    key = (target, next_phase)
                    then[key] = then.get(key, 0.0) + mass * chance * drift
        here = then
    return arrived


@pytest.mark.parametrize(
    ("target", "day", "horizon"), [("sql", 0, 30), ("sql", 7, 30), ("close", 0, 90), ("close", 30, 9)]
)
def test_backward_and_forward_agree(nature: Nature, target: str, day: int, horizon: int) -> None:
    found = chances(nature, day, horizon, GOALS[target])
    open_stages = sorted({move.origin for move in MOVES} - GOALS[target])
    for stage in open_stages:
        for phase in range(3):
            expected = [
                walk(nature, lead, (stage, phase), range(day, day + horizon), GOALS[target])
                for lead in range(LEADS)
            ]
            assert 0 < min(expected) < max(expected) < 1
            np.testing.assert_allclose(found[stage, phase], expected, rtol=1e-10)


def test_an_empty_horizon_gives_nobody_a_chance(nature: Nature) -> None:
    found = chances(nature, 5, 0, GOALS["close"])
    assert set(np.unique(found[: max(GOALS["close"])])) == {0.0}
