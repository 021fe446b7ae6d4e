"""Kinds of rows that keep the outcome's time instead of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.clock import DAY, MINUTE, SECOND
from features.population import FAR
from features.sorting import sorted_history
from models.leakage import Shadows, Verdict, judge_kind, shadows
from models.leakage.shadow import INSTANT, SOON

if TYPE_CHECKING:
    from features.history import History

SEEDS = range(5)
every_seed = pytest.mark.parametrize("seed", SEEDS)
UNTIL = 500 * DAY


class Desk:
    """Leads over four hundred days; a third are won after two weeks or so, the others lost after four."""

    def __init__(self, seed: int, leads: int = 1500) -> None:
        self.rng = np.random.default_rng(seed)
        self.leads = leads
        self.created = self.rng.integers(0, 400 * DAY, leads)
        wins = self.rng.random(leads) < 0.33
        self.won = np.where(wins, self.created + self.rng.exponential(14 * DAY, leads).astype(int), FAR)
        self.lost = np.where(wins, FAR, self.created + self.rng.exponential(28 * DAY, leads).astype(int))
        self.rows: list[tuple[np.ndarray, np.ndarray]] = []

    def add(self, lead: np.ndarray, at: np.ndarray) -> None:
        """Rows of one more kind."""
        self.rows.append((lead, at))

    def judged(self, outcome: str = "winning") -> list[Verdict]:
        """A verdict for each kind added."""
        lead = np.concatenate([lead for lead, _ in self.rows])
        at = np.concatenate([at for _, at in self.rows])
        kind = np.repeat(np.arange(len(self.rows)), [lead.size for lead, _ in self.rows])
        order = np.lexsort((at, lead))
        history = sorted_history(lead[order].astype(np.int32), at[order], self.leads, {})
        when = self.won if outcome != "losing" else self.lost
        ended = np.minimum(self.won, self.lost)
        counted = shadows(history, kind[order], len(self.rows), when, ended, self.created, UNTIL, 7)
        return [judge_kind(f"kind {n}", "touch", n, {outcome: counted}) for n in range(len(self.rows))]

    def some_winners(self, share: float = 1.0) -> np.ndarray:
        winners = np.flatnonzero(self.won < FAR)
        return winners[self.rng.random(winners.size) < share]


@every_seed
def test_what_one_click_writes_with_the_outcome_is_a_leak(seed: int) -> None:
    desk = Desk(seed)
    winners = desk.some_winners()
    visits = desk.rng.integers(0, desk.leads, 5000)
    desk.add(winners, desk.won[winners] + desk.rng.integers(-SECOND, SECOND, winners.size))
    desk.add(visits, desk.created[visits] + desk.rng.integers(0, 60 * DAY, 5000))
    deal, visit = desk.judged()
    assert (deal.verdict, visit.verdict) == ("leak", "ok")
    assert deal.numbers["instant_share"] == 1.0
    assert "very second of winning" in deal.reason


@every_seed
def test_half_a_kind_is_enough(seed: int) -> None:
    """Offers are cancelled with a loss, or to make another one."""
    desk = Desk(seed)
    losers = np.flatnonzero(desk.lost < FAR)
    others = desk.rng.integers(0, desk.leads, losers.size)
    desk.add(
        np.concatenate((losers, others)),
        np.concatenate(
            (desk.lost[losers], desk.created[others] + desk.rng.integers(0, 20 * DAY, others.size))
        ),
    )
    assert [verdict.verdict for verdict in desk.judged("losing")] == ["leak"]


@every_seed
def test_what_comes_minutes_before_is_a_leak_and_hours_before_is_not(seed: int) -> None:
    desk = Desk(seed)
    winners = desk.some_winners()
    desk.add(winners, desk.won[winners] - desk.rng.integers(MINUTE, 9 * MINUTE, winners.size))
    desk.add(winners, desk.won[winners] - desk.rng.integers(60 * MINUTE, 900 * MINUTE, winners.size))
    signing, proposal = desk.judged()
    assert (signing.verdict, proposal.verdict) == ("leak", "ok")
    ratio = signing.numbers["times_as_often"]
    assert ratio is not None
    assert ratio > 100


@every_seed
@pytest.mark.parametrize(("of_the_others", "expected"), [(1.0, "ok"), (0.02, "leak")])
def test_where_other_leads_have_it_at_that_age_too_it_is_no_shadow(
    seed: int, of_the_others: float, expected: str
) -> None:
    """A form is filled in when a lead comes; a rule then qualifies nine in ten of them within minutes."""
    desk = Desk(seed)
    quick = desk.rng.random(desk.leads) < 0.9
    soon = desk.created + desk.rng.integers(MINUTE, 5 * MINUTE, desk.leads)
    desk.won, desk.lost = np.where(quick, soon, FAR), np.full(desk.leads, FAR)
    asked = np.flatnonzero(quick | (desk.rng.random(desk.leads) < of_the_others))
    desk.add(asked, desk.created[asked] + SECOND)
    (form,) = desk.judged("qualification")
    assert (form.numbers["soon_share"] or 0.0) > 0.85
    assert form.verdict == expected


@every_seed
def test_what_comes_only_after_the_end_is_suspicious(seed: int) -> None:
    desk = Desk(seed)
    winners = desk.some_winners()
    desk.add(winners, desk.won[winners] + desk.rng.integers(DAY, 9 * DAY, winners.size))
    assert [verdict.verdict for verdict in desk.judged()] == ["suspicious"]
    assert [verdict.verdict for verdict in desk.judged("qualification")] == ["ok"]


@every_seed
def test_a_step_said_again_is_a_leak_only_if_it_is_dated_ahead(seed: int) -> None:
    desk = Desk(seed)
    winners = desk.some_winners()
    desk.add(winners, desk.won[winners])
    desk.add(winners, desk.won[winners] - SECOND)
    assert [verdict.verdict for verdict in desk.judged("qualification")] == ["suspicious", "leak"]


@pytest.mark.parametrize("rows", [0, 1, 19])
def test_few_rows_accuse_nobody(rows: int) -> None:
    desk = Desk(0)
    winners = desk.some_winners()[:rows]
    desk.add(winners, desk.won[winners])
    assert [verdict.verdict for verdict in desk.judged()] == ["ok"]


def history_of(rows: list[tuple[int, int, int]], leads: int) -> tuple[History, np.ndarray]:
    lead, at, code = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    return sorted_history(lead.astype(np.int32), at, leads, {}), code


TIMES = st.integers(0, 40).map(lambda n: n * MINUTE // 2)


@given(
    st.lists(st.tuples(st.integers(0, 4), TIMES, st.integers(-1, 2)), min_size=1, max_size=40),
    st.lists(st.one_of(TIMES, st.just(FAR)), min_size=5, max_size=5),
    st.integers(0, 5),
)
def test_counts_are_those_of_a_loop(rows: list[tuple[int, int, int]], won: list[int], seed: int) -> None:
    rows = sorted(rows, key=lambda row: row[:2])
    history, code = history_of(rows, 5)
    outcome = np.array(won, np.int64)
    found = shadows(history, code, 3, outcome, np.full(5, FAR), np.zeros(5, np.int64), UNTIL, seed)
    counts = {name: np.zeros(3) for name in ("rows", "instant", "ahead", "soon", "after")}
    for lead, at, kind in rows:
        to = won[lead] - at
        met = {
            "rows": True,
            "instant": won[lead] < FAR and abs(to) <= INSTANT,
            "ahead": won[lead] < FAR and 0 < to <= INSTANT,
            "soon": won[lead] < FAR and 0 < to <= SOON,
            "after": won[lead] < FAR and to < -INSTANT,
        }
        for name, holds in met.items():
            if kind >= 0:
                counts[name][kind] += holds
    for name, expected in counts.items():
        assert getattr(found, name).tolist() == expected.tolist(), name
    assert found.cases == sum(when < FAR for when in won)
    total: Shadows = found + found
    assert total.rows.tolist() == (2 * counts["rows"]).tolist()
    assert (total.cases, total.controls) == (2 * found.cases, 2 * found.controls)


def test_controls_are_open_leads_of_that_age_without_the_outcome() -> None:
    """Lead 0 is won at noon of its first day; of the others, one has a row in its ten minutes before noon."""
    noon = DAY // 2
    created = np.arange(6, dtype=np.int64) * DAY
    outcome = np.array([noon, FAR, FAR, 3 * DAY + noon + MINUTE, FAR, FAR])
    ended = np.array([noon, FAR, 2 * DAY + MINUTE, FAR, FAR, FAR])
    rows = [(lead, lead * DAY + noon - MINUTE, 0) for lead in (0, 1, 2, 3)]
    history, code = history_of(rows, 6)
    found = shadows(history, code, 1, outcome, ended, created, 5 * DAY + MINUTE, 1)
    # lead 2 was over, lead 3 is about to be won, lead 5 is too young: leads 1 and 4 may be drawn
    assert 0 <= found.watched[0] <= found.controls
    many = [shadows(history, code, 1, outcome, ended, created, 5 * DAY + MINUTE, seed) for seed in range(200)]
    drawn, watched = sum(one.controls for one in many), sum(one.watched[0] for one in many)
    assert watched / drawn == pytest.approx(0.5, abs=0.1)
