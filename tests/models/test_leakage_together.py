"""Columns beside each other and beside time: what was written late is found, what was asked early is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import mutual_info_score

from features.clock import DAY
from models.leakage import Column, Leads, Verdict, judge_together
from models.leakage.columns import leveled
from models.leakage.exclusive import one_sided_share
from models.leakage.kinship import agreement_of_filling, agreement_of_values, filled_together
from models.leakage.stretches import by_stretch, on_and_off, young_share

HORIZON = 30 * DAY
SEEDS = range(4)
every_seed = pytest.mark.parametrize("seed", SEEDS)


class World:
    """Four hundred days of leads, four in ten of whom convert; a tenth of them are too young to tell."""

    def __init__(self, seed: int, size: int = 4000, rate: float = 0.4) -> None:
        self.rng = np.random.default_rng(seed)
        self.created = np.sort(self.rng.integers(0, 400 * DAY, size))
        self.place = np.arange(size) / size
        self.fate = self.rng.random(size) < rate
        self.mature = self.created + HORIZON < 400 * DAY
        self.outcome = self.fate & self.mature
        self.size = size

    @property
    def leads(self) -> Leads:
        return Leads(self.created, self.outcome, self.mature)

    def column(self, name: str, value: Any, filled: Any = None, *, categorical: bool = False) -> Column:
        everywhere = np.ones(self.size, np.bool_) if filled is None else np.asarray(filled)
        return Column(name, "today", everywhere, np.asarray(value, np.float64), categorical)

    def noise(self) -> list[Column]:
        return [self.column(f"noise {n}", self.rng.normal(size=self.size)) for n in range(6)]

    def telling(self, by: float) -> np.ndarray:
        return self.rng.normal(size=self.size) + by * self.fate

    def verdicts(self, *columns: Column) -> dict[str, Verdict]:
        found = judge_together([*columns, *self.noise()], self.leads, HORIZON, 7)
        return {verdict.name: verdict for verdict in found}


@every_seed
def test_honest_columns_are_no_leaks_however_strong(seed: int) -> None:
    """Nine in ten of one occupation convert; forms ask some leads only; a channel comes and goes."""
    world = World(seed)
    working = world.rng.random(world.size) < np.where(world.fate, 0.18, 0.013)
    asked = world.rng.random(world.size) < np.where(world.fate, 0.6, 0.45)
    found = world.verdicts(
        world.column("occupation", working, categorical=True),
        world.column("hours", world.telling(0.8)),
        world.column("phone", world.telling(0.0), asked),
        world.column("size", world.telling(0.6), asked),
        world.column("new question", world.telling(0.5), world.place > 0.4),
        world.column("old question", world.telling(0.5), world.place < 0.6),
        world.column("campaign", (world.place * 8).astype(int), categorical=True),
    )
    assert {name: v.reason for name, v in found.items() if v.verdict == "leak"} == {}


@every_seed
def test_a_column_written_in_batches_is_a_leak_with_those_written_beside_it(seed: int) -> None:
    world = World(seed)
    batched = (world.place < 0.25) | (world.place > 0.7)
    filled = np.where(batched, world.rng.random(world.size) < 0.98, world.rng.random(world.size) < 0.04)
    found = world.verdicts(
        world.column("score", world.telling(1.2), filled),
        world.column("grade", world.rng.integers(0, 3, world.size), filled, categorical=True),
        world.column("mute", world.rng.normal(size=world.size), world.rng.permutation(filled)),
    )
    assert (found["score"].verdict, found["grade"].verdict, found["mute"].verdict) == ("leak", "leak", "ok")
    assert "batches" in found["score"].reason
    assert '"score"' in found["grade"].reason


@every_seed
def test_batches_that_tell_nothing_are_only_suspicious(seed: int) -> None:
    world = World(seed)
    batched = (world.place < 0.25) | (world.place > 0.7)
    assert world.verdicts(world.column("score", world.telling(0.0), batched))["score"].verdict == "suspicious"


@every_seed
def test_a_column_that_young_leads_lack_was_filled_in_later(seed: int) -> None:
    """Notes take a fortnight or so; those who convert get one more often."""
    world = World(seed, size=6000)
    waits = world.rng.exponential(14 * DAY, world.size)
    noted = world.rng.random(world.size) < np.where(world.fate, 0.65, 0.35)
    later = noted & (world.created + waits < 400 * DAY)
    found = world.verdicts(world.column("later", world.telling(0.0), later))
    at_once = world.verdicts(world.column("at once", world.telling(0.0), noted))
    assert found["later"].verdict == "leak"
    assert "later" in found["later"].reason
    assert at_once["at once"].verdict != "leak"
    share = found["later"].numbers["young_share"]
    assert share is not None
    assert 0.2 < share < 0.75


@every_seed
def test_what_a_leak_says_too_is_a_leak(seed: int) -> None:
    """Two notes of one hand agree beyond the outcome; honest columns do not, however well they foretell."""
    world = World(seed)
    hand = world.rng.integers(0, 3, world.size)
    tags = np.where(world.fate, 3 + hand, hand)
    echo = np.where(world.rng.random(world.size) < 0.6, hand, world.rng.integers(0, 3, world.size))
    noted = world.rng.random(world.size) < np.where(world.fate, 0.8, 0.4)
    found = world.verdicts(
        world.column("tags", tags, noted, categorical=True),
        world.column("profile", echo + 0.0, noted & (world.rng.random(world.size) < 0.9), categorical=True),
        world.column("honest", world.telling(1.0)),
    )
    assert found["tags"].verdict == "leak"
    assert found["profile"].verdict != "ok"
    assert found["honest"].verdict == "ok"
    telling = np.where(world.rng.random(world.size) < 0.55, tags, world.rng.integers(0, 6, world.size))
    found = world.verdicts(
        world.column("tags", tags, noted, categorical=True),
        world.column("profile", telling, world.rng.random(world.size) < 0.5, categorical=True),
    )
    assert found["profile"].verdict == "leak"
    assert '"tags"' in found["profile"].reason


@every_seed
def test_a_field_asked_beside_a_leak_is_none(seed: int) -> None:
    """One form asks two things; sales overwrites the answer to one of them."""
    world = World(seed)
    asked = world.rng.random(world.size) < 0.5
    found = world.verdicts(
        world.column("overwritten", world.telling(4.0), asked),
        world.column("asked too", world.telling(0.5), asked),
    )
    assert (found["overwritten"].verdict, found["asked too"].verdict) == ("leak", "ok")


@every_seed
def test_a_column_worth_more_than_all_the_others_is_a_leak(seed: int) -> None:
    world = World(seed)
    found = world.verdicts(world.column("page value", world.telling(1.6)))["page value"]
    assert found.verdict == "leak"
    alone, rest = found.numbers["told_alone"], found.numbers["told_by_others"]
    assert alone is not None
    assert rest is not None
    assert alone > rest
    others = [world.column(f"strong {n}", world.telling(1.0)) for n in range(6)]
    found = world.verdicts(world.column("page value", world.telling(1.6)), *others)["page value"]
    assert found.verdict != "leak"


@every_seed
def test_both_its_gaps_and_its_value_give_a_note_away(seed: int) -> None:
    world = World(seed)
    noted = world.rng.random(world.size) < np.where(world.fate, 0.75, 0.3)
    found = world.verdicts(
        world.column("quality", world.telling(1.7), noted), world.column("plain", world.telling(1.7))
    )
    assert found["quality"].verdict == "leak"
    assert "both" in found["quality"].reason


def test_neither_the_order_of_leads_nor_of_columns_matters() -> None:
    world = World(3, size=2000)
    columns = [
        world.column("note", world.telling(0.0), world.fate & (world.rng.random(world.size) < 0.5)),
        world.column("hours", world.telling(0.8)),
        world.column("kind", world.rng.integers(0, 9, world.size), categorical=True),
    ]
    expected = {v.name: v.to_json() for v in judge_together(columns, world.leads, HORIZON, 7)}
    order = world.rng.permutation(world.size)
    moved = [c._replace(filled=c.filled[order], value=c.value[order]) for c in columns]
    leads = Leads(world.created[order], world.outcome[order], world.mature[order])
    assert {v.name: v.to_json() for v in judge_together(moved, leads, HORIZON, 7)} == expected
    words = {v.name: v.verdict for v in judge_together(columns[::-1], world.leads, HORIZON, 7)}
    assert words == {name: found["verdict"] for name, found in expected.items()}


@pytest.mark.parametrize("size", [0, 1, 3, 30])
def test_too_few_leads_accuse_nobody(size: int) -> None:
    world = World(1, size=size)
    filled = np.arange(size) % 2 == 0
    found = world.verdicts(world.column("half", world.telling(0), filled), world.column("all", filled))
    assert {verdict.verdict for verdict in found.values()} == {"ok"}
    assert judge_together([], world.leads, HORIZON, 7) == ()


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([1.0] * 20, False),
        ([0.0] * 9 + [1.0] * 11, False),
        ([1.0] * 9 + [0.0] * 11, False),
        ([0.0] * 5 + [1.0] * 5 + [0.0] * 10, False),
        ([1.0] * 5 + [0.05] * 5 + [0.95] * 10, True),
        ([0.95, 0.5, 0.02, 0.1, 0.5, 0.92], True),
        ([0.95, 0.5, 0.2, 0.5, 0.92], False),
        ([], False),
    ],
)
def test_batches_go_on_off_and_on_again(shares: list[float], expected: bool) -> None:
    assert on_and_off(shares) is expected


def test_stretches_follow_creation() -> None:
    world = World(0, size=4000)
    order = world.rng.permutation(4000)
    leads = Leads(world.created[order], world.outcome[order], world.mature[order])
    assert by_stretch((world.place < 0.5)[order], leads) == [1.0] * 10 + [0.0] * 10


@every_seed
def test_young_leads_are_told_from_their_elders_only_where_they_surely_differ(seed: int) -> None:
    world = World(seed)
    old, young = world.rng.random(world.size) < 0.5, world.rng.random(world.size) < 0.2
    late = np.where(world.mature, old, young)
    assert young_share(late, world.leads) == pytest.approx(0.4, abs=0.12)
    assert young_share(old, world.leads) is None
    size = int((~world.mature).sum())
    steps = np.array([0.2, 0.45, 0.7, 0.7])[np.minimum((world.size - 1 - np.arange(world.size)) // size, 3)]
    fading = world.rng.random(world.size) < steps
    assert young_share(fading, world.leads) is None
    assert young_share(np.zeros(world.size, np.bool_), world.leads) is None


@given(st.integers(0, 200), st.integers(2, 5), st.floats(0, 1))
def test_agreement_is_mutual_information_given_the_outcome(seed: int, levels: int, noise: float) -> None:
    world = World(seed, size=3000)
    one = world.rng.integers(1, levels + 1, world.size)
    other = np.where(world.rng.random(world.size) < noise, world.rng.integers(1, levels + 1, world.size), one)
    everybody = Leads(world.created, world.fate, np.ones(world.size, np.bool_))
    told = asked = 0.0
    for side in (world.fate, ~world.fate):
        told += side.sum() * mutual_info_score(one[side], other[side])
        asked += side.sum() * mutual_info_score(one[side], one[side])
    assert agreement_of_values(one, other, everybody) == pytest.approx(told / asked, abs=0.02)
    assert agreement_of_values(one, one, everybody) == pytest.approx(1.0, abs=0.02)


def test_the_outcome_itself_is_no_agreement() -> None:
    """Both follow the outcome closely, and nothing else."""
    world = World(5)
    everybody = Leads(world.created, world.fate, np.ones(world.size, np.bool_))
    one, other = (1 + (world.fate ^ (world.rng.random(world.size) < 0.1)) for _ in range(2))
    assert mutual_info_score(one, other) > 0.2
    assert agreement_of_values(one, other, everybody) < 0.01
    gaps = [np.where(world.fate, world.rng.random(world.size) < 0.9, 0) for _ in range(2)]
    assert agreement_of_filling(gaps[0].astype(int), gaps[1].astype(int), everybody) < 0.01
    assert agreement_of_filling(gaps[0].astype(int), gaps[0].astype(int), everybody) > 0.9


def test_filled_together_needs_gaps() -> None:
    filled = (np.arange(1000) % 3 > 0).astype(np.int64)
    almost = filled.copy()
    almost[:30] = 1 - almost[:30]
    assert filled_together(filled, filled * 4)
    assert not filled_together(filled, almost)
    assert not filled_together(np.ones(1000, np.int64), np.ones(1000, np.int64))


@pytest.mark.parametrize(
    ("value", "outcome", "expected"),
    [
        ([1.0] * 10 + [2.0] * 10, [True] * 10 + [True, False] * 5, 0.5),
        ([1.0] * 10 + [2.0] * 10, [True] * 10 + [False] * 10, 1.0),
        ([1.0] * 9, [True] * 9, None),
        ([], [], None),
    ],
)
def test_share_of_values_of_one_outcome(
    value: list[float], outcome: list[bool], expected: float | None
) -> None:
    assert one_sided_share(np.array(value), np.array(outcome, bool)) == expected


def test_levels_keep_the_commonest_apart_and_the_order_of_numbers() -> None:
    codes = np.repeat(np.arange(40.0), np.arange(40) + 1)
    column = Column("c", "today", codes > 0, codes, True)
    level = leveled(column)
    assert (level[codes == 0] == 0).all()
    assert (level[codes == 39] == 1).all()
    assert level.max() == 12
    number = Column("n", "today", np.ones(1000, np.bool_), np.arange(1000.0), False)
    assert (np.diff(leveled(number)) >= 0).all()
    assert np.bincount(leveled(number))[1:].tolist() == [100] * 10
