"""No period of a backtest sees beyond itself: neither what it learns from, nor the leads it scores."""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest

from features.agreement import read_agreement
from features.clock import instant
from features.sources import open_journey
from models.workspace import Workspace
from pipelines.backtest.inputs import inputs
from pipelines.backtest.judged import judged, learnt_as_of
from pipelines.backtest.periods import Period
from pipelines.backtest.work import Task
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Callable

START = datetime(2021, 6, 1, tzinfo=UTC)
END = datetime(2021, 7, 1, tzinfo=UTC)
LAST_LOOK = timedelta(days=7)
Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def rewrite(path: Path, rows: list[Row]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


class Before(NamedTuple):
    """A company, and what the backtest finds of June in it."""

    path: Path
    found: dict[str, Any]


@pytest.fixture(scope="module")
def before(company: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Before:
    """A company without accounts, whose leads are looked at by age alone."""
    path = company(tmp_path_factory.mktemp("honest") / "company", leads=700, days=230)
    agreement = path / "agreement.toml"
    agreement.write_text(agreement.read_text().replace('"7d"]', '"7d"]\nat_stage_changes = false'))
    rewrite(path / "leads.csv", [{**row, "account_id": ""} for row in rows_of(path / "leads.csv")])
    return Before(path, found_in(path))


@pytest.fixture
def world(before: Before, tmp_path: Path) -> Path:
    """A copy of that company, to change."""
    return Path(shutil.copytree(before.path, tmp_path / "world"))


def found_in(path: Path) -> dict[str, Any]:
    with open_journey(read_agreement(path), path) as journey:
        known = inputs(Workspace(path), Material(journey, journey.agreement, end_of(journey)))
    period = Period("june", instant(START.isoformat()), instant(END.isoformat()))
    return judged(Task(path, period, path / "june.json", known), lambda _: None)["targets"]


def winners(path: Path) -> dict[str, datetime]:
    """The leads that are ever qualified, and when they came."""
    created = {
        row["lead_id"]: datetime.fromisoformat(row["created_at"]) for row in rows_of(path / "leads.csv")
    }
    return {
        row["lead_id"]: created[row["lead_id"]]
        for row in rows_of(path / "stages.csv")
        if row["stage"] == "sql"
    }


def plant(path: Path, when: Callable[[datetime], datetime | None]) -> int:
    """A touch that only those get who are ever qualified, at an instant that depends on their creation."""
    touches = rows_of(path / "touches.csv")
    planted = [
        {"lead_id": lead, "at": at.isoformat(), "kind": "contract drawn up", "channel": "site"}
        for lead, created in winners(path).items()
        if (at := when(created))
    ]
    rewrite(path / "touches.csv", touches + planted)
    return len(planted)


def test_learning_does_not_see_what_is_dated_from_the_boundary_on(before: Before, world: Path) -> None:
    assert before.found["sql"]["status"] == before.found["close"]["status"] == "judged"
    assert plant(world, lambda created: START if created < START else None) > 100
    assert found_in(world) == before.found


def test_scoring_does_not_see_what_is_dated_after_the_look(before: Before, world: Path) -> None:
    late = LAST_LOOK + timedelta(seconds=1)
    assert plant(world, lambda created: created + late if START <= created < END else None) > 20
    assert found_in(world) == before.found


def test_the_same_plant_is_found_where_it_may_be_seen(before: Before, world: Path) -> None:
    plant(world, lambda created: created - timedelta(seconds=1))  # known at every look: a leak in the sources
    after = found_in(world)
    assert before.found["sql"]["model"]["auc"] < 0.9
    assert after["sql"]["model"]["auc"] > 0.97


def test_outcomes_of_later_teach_nothing(world: Path) -> None:
    boundary = instant(START.isoformat())
    honest = learnt_as_of(world, boundary, lambda _: None)
    stages = rows_of(world / "stages.csv")
    later = [row for row in stages if datetime.fromisoformat(row["at"]) >= START]
    assert len(later) > 50
    flipped = [row if row not in later else {**row, "stage": "lost"} for row in stages]
    rewrite(world / "stages.csv", flipped)
    after = learnt_as_of(world, boundary, lambda _: None)
    assert list(honest.funnel.targets) == ["sql", "close"]
    for target, at in honest.dataset.open.items():
        said = honest.p(target, at)
        assert said.size > 1000
        np.testing.assert_array_equal(said, after.p(target, at, honest.dataset))


def test_only_leads_of_the_period_judge_and_none_of_them_teaches(before: Before) -> None:
    found = before.found["sql"]
    created = [datetime.fromisoformat(row["created_at"]) for row in rows_of(before.path / "leads.csv")]
    assert found["judged"]["leads"] == sum(START <= at < END for at in created)
    assert 0 < found["trained"]["leads"] <= sum(at < START - timedelta(days=14) for at in created)


def test_young_moments_are_unknown_and_counted(before: Before, world: Path) -> None:
    whole = before.found["sql"]
    assert whole["immature"] == 0
    end = datetime(2021, 7, 10, tzinfo=UTC)
    for name, at in (("leads", "created_at"), ("touches", "at"), ("stages", "at")):
        path = world / f"{name}.csv"
        rewrite(path, [row for row in rows_of(path) if datetime.fromisoformat(row[at]) < end])
    cut = found_in(world)["sql"]
    assert cut["immature"] > 0
    assert cut["judged"]["rows"] < whole["judged"]["rows"]
    assert cut["judged"]["converted"] < whole["judged"]["converted"]
