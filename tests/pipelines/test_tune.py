"""``leadcast tune``: no trial sees the leads that decide; a kill loses little; only the better counts."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import sqlite3
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from features.agreement import read_agreement
from features.sources import open_journey
from models.booster import BoosterSettings
from models.bootstrap import Difference
from models.tuning import save_tuned
from models.tuning.search import Found
from models.workspace import Workspace
from pipelines.train.belief import prepare
from pipelines.train.material import Material, end_of
from pipelines.tune import tune
from pipelines.tune.decision import decided, gain_of
from pipelines.tune.outer import outer_folds

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def small(company: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company that is long enough for folds with gaps, with one target."""
    path = company(tmp_path_factory.mktemp("tune") / "company", leads=700, days=320)
    agreement = path / "agreement.toml"
    agreement.write_text(agreement.read_text().replace('close = "30d"\n', ""))
    return path


@pytest.fixture
def fresh(small: Path, tmp_path: Path) -> Path:
    """The same company, never tuned."""
    return Path(shutil.copytree(small, tmp_path / "company", ignore=shutil.ignore_patterns(".leadcast")))


def trials_in(path: Path) -> list[str]:
    """How each trial ended, in order."""
    with sqlite3.connect(path / ".leadcast" / "tuning.db") as db:
        return [state for (state,) in db.execute("SELECT state FROM trials ORDER BY trial_id")]


def test_no_trial_sees_the_leads_that_decide(fresh: Path) -> None:
    before = tune(fresh, None, 0.0)
    origin = datetime.fromisoformat(before["compared_from"])
    with (fresh / "leads.csv").open() as file:
        created = {row["lead_id"]: datetime.fromisoformat(row["created_at"]) for row in csv.DictReader(file)}
    newest = {lead for lead, at in created.items() if at >= origin}
    assert len(newest) > 100
    lines = (fresh / "stages.csv").read_text().splitlines()
    kept = [line for line in lines if line.split(",")[0] not in newest]
    added = [f"{lead},{created[lead].isoformat()[:10]}T23:59:59+00:00,sql" for lead in sorted(newest)[::2]]
    (fresh / "stages.csv").write_text("\n".join([*kept, *added]) + "\n")
    after = tune(fresh, None, 0.0)
    assert after["inputs"] != before["inputs"]
    assert after["compared_from"] == before["compared_from"]
    loss = before["targets"]["sql"]["search"]["loss_of_defaults"]
    assert after["targets"]["sql"]["search"]["loss_of_defaults"] == pytest.approx(loss, rel=1e-12)


def test_killed_it_goes_on_with_the_trials_it_had(fresh: Path, leadcast: Any, leadcast_process: Any) -> None:
    with leadcast_process.start("tune", fresh, "--budget", "10m", "--json") as process:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and process.poll() is None:
            if (fresh / ".leadcast" / "tuning.db").is_file() and len(trials_in(fresh)) > 3:
                break
            time.sleep(0.05)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert not (fresh / ".leadcast" / "tuned.json").exists()
    left = trials_in(fresh)
    said = leadcast("tune", fresh, "--budget", "1s", "--json")
    assert said.status == 0, said.err
    ended = [state for state in left if state != "RUNNING"]
    told = said.answer["targets"]["sql"]["search"]
    assert told["complete"] + told["pruned"] >= len(ended) > 0
    assert trials_in(fresh)[: len(ended)] == ended
    assert "RUNNING" not in trials_in(fresh)
    assert json.loads((fresh / ".leadcast" / "tuned.json").read_text())["targets"] == said.answer["targets"]


def test_the_same_settings_gain_nothing(small: Path) -> None:
    agreement = read_agreement(small)
    with open_journey(agreement, small) as journey:
        material = Material(journey, agreement, end_of(journey))
        origin, folds = outer_folds(material, prepare(material, material.until))
        horizons = agreement.targets.horizons()
        twin = replace(prepare(material, origin), horizons=horizons)
    same = BoosterSettings(seed=agreement.seed)
    gain = gain_of(twin, origin, "sql", folds, same)
    assert gain == (0.0, 0.0, 0.0)
    fold = folds["sql"]
    data = twin.dataset
    assert data.created[fold.judge].min() >= origin
    assert (data.as_of[fold.train] + horizons["sql"]).max() < origin
    assert not set(data.lead[fold.train]) & set(data.lead[fold.judge])


@pytest.mark.parametrize(
    ("gain", "adopted", "words"),
    [
        (Difference(0.004, 0.001, 0.007), True, "Adopted"),
        (Difference(0.004, -0.001, 0.009), False, "that may be chance"),
        (Difference(-0.004, -0.007, -0.001), False, "better beyond chance"),
        (None, False, "No trial was better"),
    ],
)
def test_only_what_is_better_beyond_chance_is_adopted(
    gain: Difference | None, adopted: bool, words: str
) -> None:
    base = BoosterSettings()
    best = base if gain is None else BoosterSettings(num_leaves=20, cat_l2=4.0)
    told = decided(base, Found(best, 0.49, 0.5, (0.01,), 9, 3, 12.0), gain, 120.0, 30)
    assert told["adopted"] is adopted
    assert words in told["why"]
    assert told["settings"] == ({"num_leaves": 20, "cat_l2": 4.0} if adopted else {})


def test_data_too_short_for_gaps_keep_the_defaults(
    company: Callable[..., Path], tmp_path: Path, leadcast: Any
) -> None:
    path = company(tmp_path / "short", leads=300, days=60)
    said = leadcast("tune", path, "--budget", "5s", "--json")
    assert said.status == 0, said.err
    for told in said.answer["targets"].values():
        assert (told["adopted"], told["settings"]) == (False, {})
        assert "Too few outcomes" in told["why"] or "too short" in told["why"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("tune", "--budget", "long"), "--budget: 'long' is not a duration"),
        (("train", "--tune", "soon"), "--tune: 'soon' is not a duration"),
    ],
)
def test_a_budget_that_is_no_duration_is_said(
    fresh: Path, leadcast: Any, words: tuple[str, ...], expected: str
) -> None:
    verb, *rest = words
    said = leadcast(verb, fresh, *rest, "--json")
    assert said.status == 2
    assert expected in said.answer["error"]["message"]


def test_two_at_once_are_refused(fresh: Path, leadcast: Any) -> None:
    from filelock import FileLock

    (fresh / ".leadcast").mkdir()
    with FileLock(Workspace(fresh).state / "tune.lock"):
        said = leadcast("tune", fresh, "--json")
    assert said.status == 1
    assert said.answer["error"]["message"].endswith("is being tuned by another process; wait for it to end")


def test_a_training_uses_what_was_tuned_and_says_so(trained: Any, copied: Path, leadcast: Any) -> None:
    plain = trained.said.answer
    assert plain["tuning"]["sql"]["status"] == "never"
    settings = {"num_leaves": 30, "min_data_in_leaf": 11, "feature_fraction": 0.9}
    horizon = read_agreement(copied).targets.horizons()["sql"]
    told = {"adopted": True, "why": "It was better.", "settings": settings, "horizon_us": horizon}
    save_tuned(Workspace(copied), {"as_of": plain["as_of"], "targets": {"sql": told}})
    tuned = leadcast("train", copied, "--no-insights", "--json").answer
    assert tuned["tuning"]["sql"]["adopted"]
    assert tuned["tuning"]["sql"]["settings"] == settings
    assert tuned["tuning"]["close"]["status"] == "never"
    assert tuned["model_version"] != plain["model_version"]
    facts = json.loads((Path(tuned["bundle"]) / "manifest.json").read_text())["facts"]
    assert settings.items() <= facts["settings"]["sql"].items()
    assert "It was better." in Path(tuned["report"]).read_text()
    assert (
        leadcast("train", copied, "--no-insights", "--json").answer["model_version"] == tuned["model_version"]
    )
