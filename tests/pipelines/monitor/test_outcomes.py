"""Matured scores: which count, what became of them, and what their own probabilities promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from features.agreement import Monitor, read_agreement
from features.clock import DAY, instant
from features.load import load_population
from features.sources import open_journey
from models.ledger.reading import ScoredRow
from models.metrics import Ranked, capture
from models.workspace import Workspace
from pipelines.monitor.cohort import Cohort, cohorts, in_its_time, matured
from pipelines.monitor.outcomes import figures, outcomes, promised

if TYPE_CHECKING:
    from pathlib import Path

NOW = 400 * DAY
HORIZONS: Any = {"sql": 30 * DAY, "close": 90 * DAY}


def row(lead: str, as_of: int, p: float | None = 0.5, version: str = "v", **more: Any) -> ScoredRow:
    told = dict.fromkeys(ScoredRow._fields) | {"explore": False, "status": "scored"}
    told |= {"score_id": f"{lead}{as_of}{version}", "lead_id": lead, "as_of": as_of, "scored_at": as_of}
    return ScoredRow(**(told | {"model_version": version, "p_sql": p, "p_close": p} | more))


def cohort(y: np.ndarray, p: np.ndarray, version: str = "v", **more: Any) -> Cohort:
    none = np.zeros(y.size)
    return Cohort(
        **(
            {"version": version, "target": "sql", "y": y.astype(float), "p": p, "unknown": 0}
            | {"explored": none, "weight": none}
            | more
        )
    )


def drawn(seed: int, size: int = 400, high: float = 0.4) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes that come as promised."""
    random = np.random.default_rng(seed)
    p = random.uniform(0.01, high, size)
    return (random.random(size) < p).astype(float), p


def test_a_score_counts_once_its_whole_horizon_has_passed_and_only_the_first_of_a_lead() -> None:
    rows = [
        row("young", NOW - 29 * DAY),
        row("just", NOW - 30 * DAY),
        row("ripe", NOW - 31 * DAY),
        row("ripe", NOW - 40 * DAY, 0.1),
        row("ripe", NOW - 35 * DAY, version="w"),
        row("old", NOW - 30 * DAY - 85 * DAY),
        row("none", NOW - 50 * DAY, None),
    ]
    groups = matured(rows, HORIZONS, NOW, 84 * DAY)
    found = {group: [(one.lead_id, one.as_of) for one in told] for group, told in groups.items()}
    assert found == {
        ("v", "close"): [("old", NOW - 115 * DAY)],
        ("v", "sql"): [("ripe", NOW - 40 * DAY)],
        ("w", "sql"): [("ripe", NOW - 35 * DAY)],
    }


def test_outcomes_are_those_of_the_journey_after_the_score(calm: Path) -> None:
    now = instant("2026-09-15")
    with open_journey(read_agreement(calm), calm, until=now) as journey:
        population = load_population(journey)
        reached = dict(
            journey.db.sql(
                "SELECT lead_id, min(stages.at) FROM stages "
                "WHERE stage IN ('sql', 'opportunity', 'won') GROUP BY lead_id"
            ).fetchall()
        )
        shut = set(
            journey.db.sql("SELECT lead_id, \"at\" FROM stages WHERE stage IN ('lost', 'won')").fetchall()
        )
    day = {
        lead: at + 5 * DAY for lead, at in zip(population.lead_id, population.created.tolist(), strict=True)
    }
    rows = [row(lead, at) for lead, at in day.items() if at + 30 * DAY < now] + [
        row("stranger", now - 40 * DAY)
    ]
    (found,) = cohorts({("v", "sql"): rows}, [population], HORIZONS, now)
    closed = {lead for lead, at in shut if at < day[lead]}
    at_risk = {r.lead_id for r in rows[:-1] if reached.get(r.lead_id, now) > r.as_of}
    wanted = sum(day[lead] < reached.get(lead, 0) <= day[lead] + 30 * DAY for lead in at_risk - closed)
    assert found.y.sum() == pytest.approx(wanted, abs=5), "but for those recycled before the score"
    assert found.y.sum() >= wanted > 50
    assert found.y.size + found.unknown == len(rows)
    assert found.unknown >= 1


def test_a_score_by_a_model_that_knew_the_future_is_no_forecast(calm: Path) -> None:
    workspace = Workspace(calm)
    version = workspace.champion().version
    trained = instant("2026-06-01")
    rows = [
        row("a", trained - 1, version=version),
        row("b", trained, version=version),
        row("c", 5, version="gone"),
    ]
    assert [one.lead_id for one in in_its_time(rows, workspace)] == ["b", "c"]


def test_what_came_as_promised_is_seldom_called_off() -> None:
    raised = [
        one.name
        for seed in range(25)
        for one in outcomes([cohort(*drawn(seed))], 0.1, Monitor())
        if one.raised
    ]
    assert len(raised) <= 1


def test_fewer_outcomes_and_a_ranking_that_is_lost_are_called_off() -> None:
    y, p = drawn(1, 600)
    fewer = y * (np.random.default_rng(2).random(y.size) < 0.4)
    found = {one.name: one for one in outcomes([cohort(fewer, p)], 0.1, Monitor())}
    assert found["calibration_off"].raised
    assert found["calibration_off"].value == pytest.approx((fewer.sum() + 0.5) / (p.sum() + 0.5))
    shuffled = np.random.default_rng(3).permutation(y)
    found = {one.name: one for one in outcomes([cohort(shuffled, p)], 0.2, Monitor())}
    assert {name for name, one in found.items() if one.raised} == {"auc_fell", "capture_fell"}


def test_the_auc_is_judged_by_what_these_leads_promise_and_not_by_another_month() -> None:
    """Leads that are hard to tell apart have a low AUC though nothing is wrong."""
    random = np.random.default_rng(4)
    p = random.uniform(0.18, 0.22, 900)
    y = (random.random(900) < p).astype(float)
    found = promised(y, p, None)
    assert found.came == pytest.approx(roc_auc_score(y, p))
    rough = np.round(p, 2)
    assert promised(y, rough, None).came == pytest.approx(roc_auc_score(y, rough))
    for share in (0.03, 0.1, 0.37):
        assert promised(y, rough, share).came == pytest.approx(capture(Ranked.of(y, rough), share))
    assert 0.5 < found.promised < 0.56
    assert found.p > 0.01


def test_few_leads_or_outcomes_are_not_judged() -> None:
    y, p = drawn(5, 49, high=0.9)
    assert list(outcomes([cohort(y, p)], 0.1, Monitor())) == []
    y, p = drawn(5, 400, high=0.02)
    assert list(outcomes([cohort(y, p)], 0.1, Monitor())) == []


def test_each_bundle_is_judged_by_itself() -> None:
    y, p = drawn(6, 500)
    found = list(outcomes([cohort(y, p, "old"), cohort(y, p / 3, "new")], 0.1, Monitor()))
    assert [one.subject for one in found if one.raised] == ["sql by new"]


def test_explored_leads_alone_and_weighted_ones_undo_a_choice_by_score() -> None:
    """Only leads with high scores are handed over, and only who is handed over can come."""
    random = np.random.default_rng(7)
    p = random.uniform(0.05, 0.6, 8_000)
    explore = random.random(p.size) < 0.1
    propensity = np.where(p > 0.4, 1.0, 0.1)
    handed = (p > 0.4) | explore
    y = ((random.random(p.size) < p) & handed).astype(float)
    told = figures(
        cohort(y, p, explored=explore.astype(float), weight=np.where(handed, 1 / propensity, 0.0)), None
    )
    assert told["all"]["came_per_promised"] < 0.7
    for way in ("explored", "weighted"):
        assert told[way]["came_per_promised"] == pytest.approx(1, abs=0.12), way
        low, high = told[way]["interval"]
        assert low < 1 < high
    assert told["weighted"]["effective"] < told["weighted"]["leads"]
