"""The search: trials of settings on folds in time, hopeless ones given up, until the budget is spent."""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import optuna
from optuna.trial import TrialState

from models.tuning.folds import worths
from models.tuning.space import suggested, values_of, with_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from optuna import Study
    from optuna.storages import RDBStorage
    from optuna.trial import FrozenTrial

    from models.booster import BoosterSettings
    from models.tuning.folds import Started

BLIND: Final = 8
"""Trials drawn at random before the sampler begins to learn from them."""
MOST: Final = 200
"""More trials than this only learn the folds by heart."""


@dataclass(frozen=True)
class Search:
    """What is searched and how long.

    Attributes:
        folds: in time order with gaps; nobody is in them on whom the settings will be compared.
        base: the settings of the first trial, which all others must beat.
        seconds: wall-clock budget over all runs of this search together.
        trials: at most so many.
    """

    folds: tuple[Started, ...]
    base: BoosterSettings
    seconds: float
    trials: int = MOST


@dataclass(frozen=True)
class Found:
    """The end of a search.

    Attributes:
        best: the settings with the least log loss over the folds.
        loss, base_loss: of the best and of the base.
        gains: per fold, how much less the best one's log loss is.
        complete, pruned: how many trials ended how.
        seconds: spent on them.
    """

    best: BoosterSettings
    loss: float
    base_loss: float
    gains: tuple[float, ...]
    complete: int
    pruned: int
    seconds: float


def search(what: Search, storage: RDBStorage, name: str, tell: Callable[[str], None]) -> Found:
    """Goes on with the study of this name until its budget is spent; the first trial is the base.

    Args:
        what: the folds and the budget.
        storage: where the trials are kept.
        name: the study's; it must change with everything the losses depend on.
        tell: told how far the search is.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        study = optuna.create_study(storage=storage, study_name=name, load_if_exists=True)
        _give_up_running(study)
        done = study.get_trials(deepcopy=False)
        study.sampler = optuna.samplers.TPESampler(seed=what.base.seed + len(done), n_startup_trials=BLIND)
        study.pruner = optuna.pruners.MedianPruner(n_startup_trials=4)
        if not _base_trial(study) and not study.get_trials(states=(TrialState.WAITING,)):
            study.enqueue_trial(values_of(what.base))
        while not _base_trial(study) or (_spent(study) < what.seconds and _ended(study) < what.trials):
            _try(study, what, tell)
    return _found(study, what)


def _try(study: Study, what: Search, tell: Callable[[str], None]) -> None:
    trial = study.ask()
    best = _best(study)
    told = "" if best is None else f", least log loss {best.value:.4f}"
    tell(f"trial {trial.number + 1}{told}, {_spent(study):.0f} of {what.seconds:.0f} s spent")
    began = time.monotonic()
    folds: list[float] = []
    loss: float | None = None
    for worth in worths(what.folds, suggested(trial, what.base)):
        folds, loss = list(worth.folds), worth.loss
        trial.report(loss, len(folds))
        if len(folds) < len(what.folds) and trial.should_prune():
            break
    trial.set_user_attr("seconds", time.monotonic() - began)
    if len(folds) < len(what.folds):
        study.tell(trial, state=TrialState.PRUNED)
    else:
        trial.set_user_attr("folds", folds)
        study.tell(trial, loss)


def _give_up_running(study: Study) -> None:
    """Trials that a killed process left behind."""
    for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        study.tell(trial.number, state=TrialState.FAIL)


def _base_trial(study: Study) -> FrozenTrial | None:
    """The trial of the base, once it is complete: it is always the first that is."""
    complete = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    return complete[0] if complete else None


def _best(study: Study) -> FrozenTrial | None:
    return study.best_trial if _base_trial(study) else None


def _ended(study: Study) -> int:
    return len(study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED)))


def _spent(study: Study) -> float:
    return sum(trial.user_attrs.get("seconds", 0.0) for trial in study.get_trials(deepcopy=False))


def _found(study: Study, what: Search) -> Found:
    base, best = _base_trial(study), _best(study)
    if base is None or best is None or base.value is None or best.value is None:
        raise ValueError("the search ended before its first trial")
    pairs = zip(base.user_attrs["folds"], best.user_attrs["folds"], strict=True)
    return Found(
        best=what.base if best.number == base.number else with_values(what.base, best.params),
        loss=best.value,
        base_loss=base.value,
        gains=tuple(before - after for before, after in pairs),
        complete=len(study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))),
        pruned=len(study.get_trials(deepcopy=False, states=(TrialState.PRUNED,))),
        seconds=_spent(study),
    )
