"""Who saw what, how soon they moved on, and how likely they were: each by its plain definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.warm import market
from features.agreement.parse import parse_agreement
from features.clock import DAY
from features.history import Coded, History, starts_of
from features.population import FAR
from models.workspace import Workspace
from pipelines.insights.book import open_book
from pipelines.insights.channels.arrived import Arrived
from pipelines.insights.channels.audience import Groups, audience
from pipelines.insights.channels.before import asked
from pipelines.insights.channels.gathered import gathered
from pipelines.insights.channels.origin import Origin
from pipelines.insights.channels.prognosis import Prognosis, prognosis
from pipelines.insights.channels.rates import rates
from pipelines.insights.channels.things import LEAST, Thing, things
from pipelines.insights.channels.waits import wait_after

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Protocol

    from numpy.typing import NDArray

    class Trained(Protocol):
        path: Path


STAGES = ("lost", "mql", "opportunity", "sql", "talking", "won")
RANK = {"mql": 1, "sql": 2, "opportunity": 3, "won": 4}


def moves(random: np.random.Generator, leads: int) -> History:
    lead = np.sort(random.integers(0, leads, 4 * leads))
    at = random.integers(0, 100, lead.size) * DAY
    order = np.lexsort((at, lead))
    codes = random.integers(0, len(STAGES), lead.size).astype(np.int32)
    return History(starts_of(lead, leads), at[order], {"stage": Coded(codes, STAGES)})


def naive_end(stages: History, lead: int, seen: int, until: int) -> tuple[int, str] | None:
    rows = range(stages.starts[lead], stages.starts[lead + 1])
    told = [(int(stages.at[row]), STAGES[stages.columns["stage"].codes[row]]) for row in rows]
    before = [stage for at, stage in told if at <= seen]
    if before and before[-1] in ("lost", "won"):
        return None
    here = max((RANK.get(stage, 0) for stage in before), default=0)
    for at, stage in told:
        if at > seen and (stage == "lost" or RANK.get(stage, 0) > here):
            return at - seen, stage
    return until - seen, "open"


def naive_incidence(ends: list[tuple[int, str]]) -> list[tuple[int, float]]:
    """The share that moved on by each delay, by Aalen and Johansen."""
    staying, share, curve = 1.0, 0.0, []
    for delay in sorted({delay for delay, stage in ends if stage != "open"}):
        risk = sum(other >= delay for other, _ in ends)
        moved = sum(other == delay and stage not in ("open", "lost") for other, stage in ends)
        lost = sum(other == delay and stage == "lost" for other, stage in ends)
        share += staying * moved / risk
        staying *= 1 - (moved + lost) / risk
        curve.append((delay, share))
    return curve


@pytest.mark.parametrize("seed", range(6))
def test_the_time_to_the_next_stage_is_that_of_the_plain_definition(seed: int) -> None:
    random = np.random.default_rng(seed)
    leads, until = 200, 300 * DAY  # long enough that the curve is followed to its end
    stages = moves(random, leads)
    first = np.where(random.random(leads) < 0.8, random.integers(1, 100, leads) * DAY + 1, FAR)
    created = np.zeros(leads, dtype=np.int64)
    found = wait_after(Thing("asset", "x", "inbound", first), created, stages, until, 0.95, 7)
    ends = [
        end
        for lead in range(leads)
        if first[lead] < FAR and (end := naive_end(stages, lead, int(first[lead]), until)) is not None
    ]
    assert found["leads"] == len(ends)
    assert found["moved"] == sum(stage not in ("open", "lost") for _, stage in ends)
    assert found["lost"] == sum(stage == "lost" for _, stage in ends)
    curve = naive_incidence(ends)
    assert found["share"] == pytest.approx(curve[-1][1])
    assert found["median_us"] == next(at for at, share in curve if share >= 0.5 * curve[-1][1] - 1e-9)
    assert found["interval_us"][0] <= found["median_us"] <= found["interval_us"][1]


def test_too_few_that_moved_on_tell_no_time() -> None:
    first = np.full(60, DAY)
    stages = moves(np.random.default_rng(1), 60)
    nothing = History(np.zeros(61, dtype=np.int64), stages.at[:0], {"stage": Coded.empty(0)})
    found = wait_after(Thing("asset", "x", "", first), np.zeros(60, np.int64), nothing, 9 * DAY, 0.95, 7)
    assert (found["leads"], found["moved"], found["median_us"], found["share"]) == (60, 0, None, None)


def test_things_are_told_apart_by_direction_and_first_seen_when_they_were() -> None:
    random = np.random.default_rng(2)
    lead = np.sort(random.integers(0, 90, 600))
    at = random.integers(0, 50, 600)
    at = at[np.lexsort((at, lead))]
    kind, way = (
        [str(name) for name in random.choice(names, 600)] for names in (["call", "mail"], ["in", "out"])
    )
    rare = ["flyer"] * 5 + [None] * 595
    columns = {"kind": kind, "direction": way, "asset": rare, "channel": [None] * 600}
    history = History(starts_of(lead, 90), at, {name: Coded.of(texts) for name, texts in columns.items()})
    found = things(history)
    assert found.left == {"asset": 2, "kind": 0, "channel": 0}  # flyers in and out
    assert {(thing.name, thing.direction) for thing in found.looked} == {
        (name, direction) for name in ("call", "mail") for direction in ("in", "out")
    }
    for thing in found.looked:
        assert thing.seen >= LEAST
        for one in range(90):
            when = [
                int(at[row])
                for row in range(600)
                if lead[row] == one and (kind[row], way[row]) == (thing.name, thing.direction)
            ]
            assert thing.first[one] == min(when, default=FAR)


def test_groups_stand_out_only_beyond_chance() -> None:
    random = np.random.default_rng(3)
    saw = random.random(4000) < 0.3
    same = random.random((4000, 200)) < 0.2
    apart = random.random(4000) < np.where(saw, 0.4, 0.2)
    groups = Groups(
        (*(("city", str(number)) for number in range(200)), ("size", "large")),
        np.column_stack((same, apart)),
        np.zeros(201, dtype=bool),
    )
    first = np.where(saw, 1, FAR)
    (found,) = audience(Thing("asset", "x", "", first), groups)
    assert (found["attribute"], found["group"], found["apart"]) == ("size", "large", True)
    assert found["share"] == pytest.approx(apart[saw].mean())
    assert found["of_all"] == pytest.approx(apart.mean())
    assert found["interval"][0] < found["share"] < found["interval"][1]


def test_leads_whose_outcome_is_not_known_count_for_no_rate() -> None:
    agreement = parse_agreement('name = "x"\n[sources]\nleads = "leads.csv"\n')
    y = np.array([1.0, 0.0, 0.0, np.nan, np.nan, 1.0, np.nan])
    code = np.array([0, 0, 0, 0, 0, 1, 1])
    came = np.arange(7) * 40 * DAY
    origin = Origin(None, ("web", "fair"), code, {"web": 0, "fair": 1})
    of = Arrived(agreement, 400 * DAY, {"close": DAY}, came, origin, {"close": y}, np.full(7, np.nan))
    found = rates(of, "close")
    assert (found.leads.tolist(), found.outcomes.tolist()) == ([3, 1], [1, 1])
    assert found.by is not None
    assert found.by.overall == 0.5
    leads, outcomes = found.counts(code, 2)
    assert (leads.sum(axis=1).tolist(), outcomes.sum(axis=1).tolist()) == ([3, 1], [1, 1])
    assert found.quarters == ("1970 Q1", "1970 Q3")


def test_of_many_cases_some_are_drawn_and_always_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.insights.channels.before.MOST", 50)
    world = market(1, leads=600)
    thing = Thing("asset", "x", "inbound", world.seen)
    one, again = asked(thing, world.leads, 7), asked(thing, world.leads, 7)
    assert one.told == world.cases.lead.size > 50
    assert np.unique(one.cases.lead).size == 50
    assert set(one.cases.lead) <= set(world.cases.lead)
    assert (one.cases.lead == again.cases.lead).all()
    assert (one.candidate == again.candidate).all()


def test_what_became_of_a_lead_never_reaches_its_own_forecast(trained: Trained) -> None:
    """Nor that of others of its account: half of the accounts are forecast by what the other half taught."""
    with open_book(Workspace(trained.path)) as book:
        leads = gathered(book)
        before = prognosis(book, leads, "sql")
        assert len(before.boosters) == 2
        told = _margins(before, leads.created)
        mine = before.half == 0
        for accounts in (before.half[leads.family == family] for family in np.unique(leads.family)):
            assert np.unique(accounts).size == 1
        y = book.data.y["sql"]
        y[mine[book.data.lead]] = 1 - y[mine[book.data.lead]]
        after = _margins(prognosis(book, leads, "sql"), leads.created)
    assert (after[mine] == told[mine]).all()
    assert np.median(np.abs(after[~mine] - told[~mine])) > 0.1


def _margins(of: Prognosis, created: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of all leads on arrival, asked in no order and twice."""
    order = np.random.default_rng(1).permutation(created.size)
    twice = np.concatenate((order, order[::-1]))
    told = of.margin(twice, created[twice])
    assert (told[: order.size] == told[order.size :][::-1]).all()
    margins = np.empty(created.size)
    margins[order] = told[: order.size]
    return margins
