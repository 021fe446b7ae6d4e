"""The evaluation is honest: where there is nothing to learn it finds nothing; truth is met where known."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
import pytest

from features.agreement import read_agreement
from features.sources import open_journey
from pipelines.demo import write_world
from pipelines.train.belief import prepare
from pipelines.train.judge import Judgement, judge
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from features.agreement.values import Target
    from models.rows import Floats


def judged(path: Path) -> tuple[Judgement, tuple[str, ...]]:
    """What ``leadcast train`` would find on leads the model has not seen, without a bundle; and all leads."""
    agreement = read_agreement(path)
    journey = open_journey(agreement, path)
    try:
        material = Material(journey, agreement, end_of(journey))
        (population,) = material.populations()
        return judge(material, prepare(material, material.until), lambda _: None), population.lead_id
    finally:
        journey.close()


AT_CREATION = ('["0h", "2d", "7d"]', '["0h"]\nat_stage_changes = false')


def table(path: Path) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a CSV without quotes."""
    header, *rows = [line.split(",") for line in path.read_text().splitlines()]
    return header, rows


def write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    path.write_text("".join(",".join(row) + "\n" for row in [header, *rows]))


def add_noise(path: Path) -> None:
    """Two attributes that mean nothing, one of which could be learnt by heart."""
    random = np.random.default_rng(9)
    header, rows = table(path / "leads.csv")
    noisy = [[*row, f"c{random.integers(30)}", f"{random.random():.3f}"] for row in rows]
    write(path / "leads.csv", [*header, "campaign", "score"], noisy)


def shuffle_outcomes(path: Path) -> None:
    """Each lead gets what became of another, at the same age."""
    created = {row[0]: datetime.fromisoformat(row[1]) for row in table(path / "leads.csv")[1]}
    others = np.random.default_rng(5).permutation(sorted(created)).tolist()
    now = dict(zip(sorted(created), others, strict=True))
    header, rows = table(path / "stages.csv")
    moved = [
        [now[lead], (created[now[lead]] + (datetime.fromisoformat(at) - created[lead])).isoformat(), stage]
        for lead, at, stage in rows
    ]
    write(path / "stages.csv", header, moved)


@pytest.mark.parametrize("world", ["told", "noise", "shuffled"])
def test_only_what_is_there_is_learnt(world: str, company: Callable[..., Path], tmp_path: Path) -> None:
    path = company(tmp_path / "company", leads=1500, days=500, told=0.0 if world == "noise" else 1.0)
    agreement = path / "agreement.toml"
    agreement.write_text(agreement.read_text().replace(*AT_CREATION))  # later, the stage itself would tell
    add_noise(path)
    if world == "shuffled":
        shuffle_outcomes(path)
    found = judged(path)[0].targets
    assert set(found) == {"sql", "close"}
    for measured in found.values():
        model, nobody = measured["model"], measured["baselines"]["base_rate"]
        low, high = model["intervals"]["auc"]
        if world == "told":
            assert low > 0.5
            assert model["log_loss"] < nobody["log_loss"]
        else:
            assert low < 0.5 < high
            assert model["log_loss"] < nobody["log_loss"] + 0.01
            assert model["lift_10"] < 1.8


class Demo(NamedTuple):
    """The demo's world, judged; and the true probabilities by lead and instant."""

    judgement: Judgement
    lead_ids: tuple[str, ...]
    truth: dict[tuple[str, int], dict[str, Any]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    world = write_world(tmp_path_factory.mktemp("demo") / "world", leads=4000, months=20)
    judgement, lead_ids = judged(world.directory)
    truth = {
        (row["lead_id"], int(row["as_of"].timestamp()) * 1_000_000): row
        for row in pq.read_table(world.probabilities).to_pylist()
    }
    return Demo(judgement, lead_ids, truth)


@pytest.mark.parametrize("target", ["sql", "close"])
def test_probabilities_meet_the_truth(demo: Demo, target: Target) -> None:
    """On leads the model has not seen: right on average, rising with the truth, better than the base rate."""
    twin, fold = demo.judgement.twin, demo.judgement.folds[target]
    assert twin is not None
    data = twin.dataset
    rows = np.flatnonzero(fold.judge & ~np.isnan(data.y[target]))
    known = [demo.truth.get((demo.lead_ids[data.lead[row]], int(data.as_of[row]))) for row in rows]
    true = np.array([row[f"p_{target}"] if row else np.nan for row in known], dtype=np.float64)
    rows, true = rows[~np.isnan(true)], true[~np.isnan(true)]
    p = twin.p(target, np.isin(np.arange(data.as_of.size), rows))
    assert rows.size > 3000

    def surprise(q: Floats) -> float:
        return float(-(true * np.log(q) + (1 - true) * np.log1p(-q)).mean())

    base_rate = float(data.y[target][fold.train & ~np.isnan(data.y[target])].mean())
    assert surprise(p) < surprise(np.full(p.size, base_rate))
    assert 2 / 3 < p.mean() / true.mean() < 3 / 2
    assert np.corrcoef(p, true)[0, 1] > 0.5
    quarters = [float(true[part].mean()) for part in np.array_split(np.argsort(p), 4)]
    assert quarters == sorted(quarters)
    assert quarters[-1] > 3 * quarters[0]
