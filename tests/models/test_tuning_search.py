"""The search begins with the defaults, goes on where it stopped, and keeps nothing but numbers and texts."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import optuna
import pytest
from optuna.trial import TrialState

from features.errors import WorkspaceError
from models.booster import BoosterSettings, fit_booster
from models.calibration.elementwise import sigmoid
from models.judging import LEAST_TREES
from models.linear.fit import HALF, fit_linear
from models.rows import Rows
from models.split import Fold
from models.tuning.folds import started, worths
from models.tuning.search import Search, search
from models.tuning.space import SPACE, values_of, with_values
from models.tuning.storage import opened

if TYPE_CHECKING:
    from pathlib import Path

BASE = BoosterSettings(rounds=90, learning_rate=0.15)


@pytest.fixture(scope="module")
def rows() -> Rows:
    random = np.random.default_rng(3)
    x = random.normal(size=(900, 6)).astype(np.float32)
    x[:, 5] = random.integers(4, size=900)
    y = (x[:, 0] + 0.5 * x[:, 1] * (x[:, 5] > 1) + random.normal(size=900) > 0.4).astype(np.float64)
    every = np.arange(900)
    return Rows(x, y, np.ones(900), every, every, tuple("abcdef"), (*(False,) * 5, True))


@pytest.fixture(scope="module")
def folds() -> tuple[Fold, ...]:
    every = np.arange(900)
    return tuple(Fold(every < cut - 50, (every >= cut) & (every < cut + 150)) for cut in (450, 600, 750))


def run(path: Path, rows: Rows, folds: tuple[Fold, ...], trials: int, seconds: float = 600) -> list[object]:
    with opened(path) as storage:
        what = Search(started(rows, folds, HALF, ()), BASE, seconds, trials)
        found = search(what, storage, "a study", lambda _: None)
        study = optuna.load_study(study_name="a study", storage=storage)
        return [found, *((t.params, t.value, t.state) for t in study.trials)]


def test_the_defaults_lie_in_the_space_and_come_back_from_it() -> None:
    own = values_of(BASE)
    assert own == {name: getattr(BASE, name) for name in SPACE}
    assert with_values(replace(BASE, num_leaves=31, cat_l2=3.0), own) == BASE


def test_worth_is_the_loss_at_one_number_of_trees_for_all_folds(rows: Rows, folds: tuple[Fold, ...]) -> None:
    *_, worth = worths(started(rows, folds, HALF, ()), BASE)
    losses = np.zeros((len(folds), BASE.rounds))
    for place, fold in enumerate(folds):
        train, x, y = rows.take(fold.train), rows.x[fold.judge], rows.y[fold.judge]
        line = fit_linear(train, HALF)
        booster = fit_booster(train, BASE, BASE.rounds, line.margin(train.x))
        for trees in range(1, BASE.rounds + 1):
            p = sigmoid(line.margin(x) + booster.predict(x, raw_score=True, num_iteration=trees))
            losses[place, trees - 1] = -np.mean(y * np.log(p) + (1 - y) * np.log1p(-p))
    best = LEAST_TREES - 1 + int(np.argmin(losses.mean(axis=0)[LEAST_TREES - 1 :]))
    assert best < BASE.rounds - 1
    assert worth.loss == pytest.approx(losses.mean(axis=0)[best], rel=1e-6)
    assert worth.folds == pytest.approx(tuple(losses[:, best]), rel=1e-6)


def test_the_first_trial_is_the_defaults_and_nothing_worse_is_found(
    tmp_path: Path, rows: Rows, folds: tuple[Fold, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    found, first, *others = run(tmp_path / "tuning.db", rows, folds, trials=7)
    *_, worth = worths(started(rows, folds, HALF, ()), BASE)
    assert first == (values_of(BASE), pytest.approx(worth.loss), TrialState.COMPLETE)
    assert len(others) == 6
    assert found.base_loss == pytest.approx(worth.loss)
    assert found.loss == min(value for _, value, state in [first, *others] if state == TrialState.COMPLETE)
    assert found.complete + found.pruned == 7
    assert np.mean(found.gains) == pytest.approx(found.base_loss - found.loss)
    assert capfd.readouterr() == ("", "")


def test_a_search_goes_on_where_it_stopped_and_a_seed_fixes_it(
    tmp_path: Path, rows: Rows, folds: tuple[Fold, ...]
) -> None:
    _, *first = run(tmp_path / "a.db", rows, folds, trials=3)
    _, *more = run(tmp_path / "a.db", rows, folds, trials=5)
    assert more[:3] == first
    assert len(more) == 5
    assert len({str(params) for params, *_ in more}) == 5
    _, *again = run(tmp_path / "b.db", rows, folds, trials=3)
    assert again == first


def test_a_spent_budget_buys_no_more_trials_but_always_the_defaults(
    tmp_path: Path, rows: Rows, folds: tuple[Fold, ...]
) -> None:
    found, *trials = run(tmp_path / "a.db", rows, folds, trials=50, seconds=0)
    assert len(trials) == 1
    assert found.best == BASE
    _, *trials = run(tmp_path / "a.db", rows, folds, trials=50, seconds=found.seconds / 2)
    assert len(trials) == 1


def test_a_trial_left_running_is_given_up(tmp_path: Path, rows: Rows, folds: tuple[Fold, ...]) -> None:
    with opened(tmp_path / "a.db") as storage:
        left = optuna.create_study(storage=storage, study_name="a study")
        left.enqueue_trial(values_of(BASE))
        left.ask()
    found, *trials = run(tmp_path / "a.db", rows, folds, trials=2)
    assert [state for *_, state in trials][:2] == [TrialState.FAIL, TrialState.COMPLETE]
    assert trials[1][0] == values_of(BASE)
    assert found.complete + found.pruned == 2


def test_the_file_holds_no_bytes_that_somebody_would_have_to_trust(
    tmp_path: Path, rows: Rows, folds: tuple[Fold, ...]
) -> None:
    run(tmp_path / "a.db", rows, folds, trials=2)
    with sqlite3.connect(tmp_path / "a.db") as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert "trials" in tables
        for table in tables:
            columns = [column[1] for column in db.execute(f"PRAGMA table_info({table})")]
            kinds = " || ".join(f"typeof({column})" for column in columns)
            assert not [kind for (kind,) in db.execute(f"SELECT {kinds} FROM {table}") if "blob" in kind]


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "tuning.db").write_text("no database at all, but long enough to be looked at" * 50)
    with pytest.raises(WorkspaceError, match="remove it and tune again"), opened(tmp_path / "tuning.db"):
        pass


def test_the_file_is_where_it_was_asked_for_however_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "50 % of Müller & Söhne?" / "tuning.db"
    with opened(path):
        pass
    assert [found for found in tmp_path.rglob("*") if found.is_file()] == [path]
