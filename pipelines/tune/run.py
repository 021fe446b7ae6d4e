"""One tuning: search on older leads, compare on the newest, and adopt only what is better there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from features.agreement import read_agreement
from features.checks import check_journey, refuse_on_errors
from features.clock import iso
from features.errors import TrainingError, WorkspaceError
from features.sources import open_journey
from models.booster import BoosterSettings
from models.files import digest_of, json_text
from models.learn import narrowed, varying
from models.split import rolling
from models.tuning import save_tuned
from models.tuning.space import VERSION
from models.workspace import Workspace
from pipelines.progress import step
from pipelines.train.assemble import digests
from pipelines.train.belief import prepare
from pipelines.train.material import Material, end_of
from pipelines.tune.decision import decided, gain_of
from pipelines.tune.outer import outer_folds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from features.agreement.values import Target
    from models.split import Fold
    from pipelines.train.belief import Belief

    Tell = Callable[[str], None]

TRIALS = 200
"""More trials than this only learn the folds by heart."""


@dataclass(frozen=True, eq=False)
class _Task:
    """A target to tune, the twin that has not seen the newest leads, and what names the study."""

    workspace: Workspace
    twin: Belief
    target: Target
    fold: Fold
    horizon: int
    base: BoosterSettings
    inputs: str

    @property
    def study(self) -> str:
        return f"{self.target} {self.inputs} space {VERSION}"


def tune(path: Path, as_of: int | None, seconds: float, trials: int = TRIALS) -> dict[str, Any]:
    """Searches for better settings for every target, and writes what it decided to the workspace.

    What was spent on the same data and agreement before counts: killed at any point, the next run goes on.

    Args:
        path: the workspace.
        as_of: an instant; nothing dated from it on is used. None: just after the last dated row.
        seconds: wall-clock budget of the searches, over all targets.
        trials: at most so many a target.

    Returns:
        What tuned.json holds.
    """
    workspace = Workspace(path)
    agreement = read_agreement(path)
    horizons = agreement.targets.horizons()
    if not horizons:
        raise TrainingError(
            f'{path / "agreement.toml"}: no target; write [targets] with sql = "30d" or close = "90d"'
        )
    with _alone(workspace), open_journey(agreement, path, until=as_of) as journey:
        with step("reading and checking the sources"):
            refuse_on_errors(check_journey(journey))
            material = Material(journey, agreement, as_of or end_of(journey))
            known = digest_of(json_text([workspace.agreement_text(), digests(material), iso(material.until)]))
        with step("computing features"):
            origin, folds = outer_folds(material, prepare(material, material.until))
            twin = prepare(material, origin)
        told: dict[Target, Any] = {}
        for target, horizon in horizons.items():
            if target not in folds:
                told[target] = _not_tuned(horizon, "Too few outcomes to search and to compare on others.")
                continue
            base = BoosterSettings(seed=agreement.seed)
            task = _Task(workspace, twin, target, folds[target], horizon, base, known)
            with step(f"{target}: trying settings") as tell:
                told[target] = _tuned(task, seconds / len(folds), trials, tell)
    decided = {"as_of": iso(material.until), "inputs": known, "compared_from": iso(origin), "targets": told}
    save_tuned(workspace, decided)
    return decided


def _tuned(task: _Task, seconds: float, trials: int, tell: Tell) -> dict[str, Any]:
    from models.tuning.search import Search, search  # Optuna loads slowly, and most commands need none of it
    from models.tuning.storage import opened

    rows = task.twin.rows(task.target, task.fold.train)
    data = task.twin.dataset
    at = task.fold.train & ~np.isnan(data.y[task.target])
    folds = rolling(data.created[at], data.as_of[at], data.account[at], rows.y, task.horizon)
    if not folds.honest or len(folds.folds) < 2:
        return _not_tuned(task.horizon, "The data are too short for two folds with a horizon between them.")
    narrow = narrowed(rows, varying(rows.x))
    with opened(task.workspace.state / "tuning.db") as storage:
        found = search(Search(narrow, folds.folds, task.base, seconds, trials), storage, task.study, tell)
    gain = None
    if found.best != task.base:
        tell("comparing on leads that no trial saw")
        gain = gain_of(task.twin, task.target, task.fold, task.horizon, found.best)
    return decided(task.base, found, gain, seconds, task.horizon)


def _not_tuned(horizon: int, why: str) -> dict[str, Any]:
    return {"adopted": False, "why": why, "settings": {}, "horizon_us": horizon}


def _alone(workspace: Workspace) -> FileLock:
    """Only one tuning at a time; the lock dies with its process."""
    workspace.state.mkdir(parents=True, exist_ok=True)
    lock = FileLock(workspace.state / "tune.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise WorkspaceError(
            f"{workspace.path} is being tuned by another process; wait for it to end"
        ) from error
    for left in workspace.state.glob(".tun*.part*"):
        left.unlink(missing_ok=True)
    return lock
