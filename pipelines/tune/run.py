"""One tuning: search on older leads, compare on the newest, and adopt only what is better there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from features.agreement import read_agreement
from features.checks import check_journey, refuse_on_errors
from features.clock import iso
from features.sources import open_journey
from models.booster import BoosterSettings
from models.choice import TREELESS
from models.files import digest_of, json_text
from models.linear.fit import HALF
from models.rows import narrowed, varying
from models.split import rolling
from models.tuning import save_tuned
from models.tuning.space import VERSION
from models.workspace import Workspace
from pipelines.alone import alone
from pipelines.backtest.inputs import code_version
from pipelines.progress import step
from pipelines.train.assemble import digests
from pipelines.train.belief import prepare
from pipelines.train.material import Material, agreed_horizons, end_of
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
    """What every target's tuning needs: the twin that has not seen the newest leads, and who stands where.

    ``inputs`` is a digest of all that the trials' losses depend on; a study belongs to one.
    """

    workspace: Workspace
    twin: Belief
    origin: int
    folds: dict[Target, Fold]
    inputs: str
    seed: int


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
    horizons = agreed_horizons(agreement, path)
    busy = f"{path} is being tuned by another process; wait for it to end"
    with (
        alone(workspace.state, "tune", busy, ".tun*.part*"),
        open_journey(agreement, path, until=as_of) as journey,
    ):
        with step("reading and checking the sources"):
            refuse_on_errors(check_journey(journey))
            material = Material(journey, agreement, as_of or end_of(journey))
            known = _inputs(workspace, material)
        with step("computing features"):
            origin, folds = outer_folds(material, prepare(material, material.until))
            prepared = prepare(material, origin)
            twin = replace(prepared, horizons={t: h for t, h in horizons.items() if t in folds})
        task = _Task(workspace, twin, origin, folds, known, agreement.seed)
        told: dict[Target, Any] = {}
        for target, horizon in horizons.items():
            with step(f"{target}: trying settings") as tell:
                told[target] = _tuned(task, target, horizon, seconds / max(1, len(folds)), trials, tell)
    decided = {"as_of": iso(material.until), "inputs": known, "compared_from": iso(origin), "targets": told}
    save_tuned(workspace, decided)
    return decided


def _tuned(
    task: _Task, target: Target, horizon: int, seconds: float, trials: int, tell: Tell
) -> dict[str, Any]:
    from models.tuning.folds import started
    from models.tuning.search import Search, search  # Optuna loads slowly, and most commands need none of it
    from models.tuning.storage import opened

    if task.twin.wanted.kind in TREELESS:
        return _not_tuned(horizon, "The agreement asks for a model without trees: there are none to tune.")
    if target not in task.folds:
        return _not_tuned(horizon, "Too few outcomes to search and to compare on others.")
    data = task.twin.dataset
    at = task.folds[target].train & ~np.isnan(data.y[target])
    rows = task.twin.rows(target, at)
    folds = rolling(data.created[at], data.as_of[at], data.account[at], rows.y, horizon)
    if not folds.honest:
        return _not_tuned(horizon, "The data are too short for folds with a horizon between them.")
    columns = varying(rows.x)
    monotone = tuple(task.twin.monotone[column] for column in columns)
    base = BoosterSettings(seed=task.seed, monotone=monotone)
    share = 0.0 if task.twin.wanted.kind == "booster" else HALF
    what = Search(started(narrowed(rows, columns), folds.folds, share, monotone), base, seconds, trials)
    with opened(task.workspace.state / "tuning.db") as storage:
        found = search(what, storage, f"{target} {task.inputs}", tell)
    gain = None
    if found.best != base:
        tell("comparing on leads that no trial saw")
        gain = gain_of(task.twin, task.origin, target, task.folds, found.best)
    return decided(base, found, gain, seconds, horizon)


def _inputs(workspace: Workspace, material: Material) -> str:
    """Ten letters for the agreement, the data, the date, the space and the code."""
    data = [workspace.agreement_text(), digests(material), iso(material.until)]
    return digest_of(json_text([*data, VERSION, code_version()]))


def _not_tuned(horizon: int, why: str) -> dict[str, Any]:
    return {"adopted": False, "why": why, "settings": {}, "horizon_us": horizon}
