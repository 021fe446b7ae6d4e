"""Learns one event: line and trees, how their log-odds become probabilities, and what the newest leads add.

Folds in time order choose the number of trees, the kind of model and the calibration; then the model is
fitted once more on every row, young ones included, since the newest are most like the leads to be scored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from models.blend import Blend
from models.calibration import fit_calibration
from models.calibration.elementwise import sigmoid
from models.calibration.value import Identity
from models.censoring import Young, with_young
from models.choice import TREELESS, Choice, choose, too_few
from models.drift import Drift, drift_of
from models.fitting import fit_parts, fit_scorecard_alone
from models.judging import judge_on_folds
from models.linear.fit import HALF
from models.linear.short import fit_short
from models.rows import narrowed, varying
from models.split import rolling

if TYPE_CHECKING:
    from collections.abc import Callable

    from features.agreement.model import Model
    from models.booster import BoosterSettings
    from models.rows import Ints, Rows


@dataclass(frozen=True, eq=False)
class Sample:
    """What is learnt from.

    Attributes:
        rows: labelled, their horizon passed.
        created: int64 [rows], when the row's lead was created.
        account: int64 [rows], -1 without one.
        delay: int64 [rows], microseconds from moment to conversion; read where y is 1, unless it is negative.
        horizon: microseconds.
        young: rows of the same columns whose horizon has not passed.
    """

    rows: Rows
    created: Ints
    account: Ints
    delay: Ints
    horizon: int
    young: Young


@dataclass(frozen=True, eq=False)
class Learned:
    """A model of one event and how it came about.

    Attributes:
        blend: what scores.
        trees: the booster's text; None where there are none.
        choice: the kind of model.
        drift: of the newest leads; None where it cannot be told.
        honest: whether the folds kept the horizon's gap.
        judged: how many rows chose trees, kind and calibration.
        known, waiting: how many young rows were decided, and how many still on their way.
    """

    blend: Blend
    trees: str | None
    choice: Choice
    drift: Drift | None
    honest: bool
    judged: int
    known: int
    waiting: int

    @property
    def count(self) -> int:
        """How many trees."""
        return self.trees.count("\nTree=") if self.trees else 0

    def to_json(self) -> dict[str, Any]:
        """How it came about, for the evaluation and the card."""
        return {
            **self.choice.to_json(),
            "trees": self.count,
            "columns": int(self.blend.columns.size),
            "calibration": self.blend.calibration.to_json(),
            "drift": self.drift.to_json() if self.drift else None,
            "gap_kept": self.honest,
            "judged": self.judged,
            "young": {"known": self.known, "waiting": self.waiting},
        }


def learn_event(
    sample: Sample,
    settings: BoosterSettings,
    wanted: Model,
    word: str = "converted",
    tick: Callable[[], None] = lambda: None,
    why: str | None = None,
) -> Learned:
    """Learns from a sample with both outcomes in it.

    Args:
        settings: the trees'; ``monotone`` is by column of the sample.
        wanted: what the agreement says of the model.
        word: what a lead with the outcome did, for the reasons given.
        tick: called now and then.
        why: what to say of the kind of model, where it was decided elsewhere.
    """
    converted, others = leads_by_outcome(sample.rows)
    few = too_few(converted, word, wanted.kind) or too_few(others, "did not convert", wanted.kind)
    if few:
        columns, line = fit_short(sample.rows, min(converted, others), settings.monotone)
        blend = Blend(columns, line, None, 0.0, Identity())
        return Learned(blend, None, few, None, False, 0, 0, 0)
    x = sample.rows.x
    columns = varying(np.concatenate([x, sample.young.x]) if wanted.censoring else x)
    learnt = _learn(_narrowed(sample, columns), columns, _bound(settings, columns), wanted, tick)
    return replace(learnt, choice=learnt.choice._replace(why=why)) if why else learnt


def leads_by_outcome(rows: Rows) -> tuple[int, int]:
    """How many leads were seen with the outcome, and how many without."""
    return tuple(int(np.unique(rows.lead[rows.y == outcome]).size) for outcome in (1, 0))  # type: ignore[return-value]


def _learn(
    sample: Sample, columns: Ints, settings: BoosterSettings, wanted: Model, tick: Callable[[], None]
) -> Learned:
    rows = sample.rows
    share = 0.0 if wanted.kind in ("booster", "points") else HALF
    folds = rolling(sample.created, rows.as_of, sample.account, rows.y, sample.horizon)
    judged = judge_on_folds(rows, folds, share, settings, tick)
    choice = choose(wanted.kind, judged, rows)
    alone = choice.kind in TREELESS
    at = judged.rows
    said = judged.linear if alone else judged.blend
    # blocks look both ways in time: what mends them says nothing of the leads to come
    calibration = (
        fit_calibration(said, rows.y[at], rows.weight[at], rows.lead[at], sample.created[at])
        if judged.honest and choice.kind != "points"
        else Identity()
    )
    trees = 0 if alone else judged.trees
    share = 1.0 if alone else share
    scorecard = choice.kind == "points"
    fitted = fit_scorecard_alone(rows) if scorecard else fit_parts(rows, share, settings, trees)
    everything = rows
    young = sample.young
    if wanted.censoring and young.y.size:
        chance = sigmoid(fitted.margin(young.x))
        everything = with_young(rows, sample.delay[(rows.y == 1) & (sample.delay >= 0)], young, chance)
        fitted = (
            fit_scorecard_alone(everything)
            if scorecard
            else fit_parts(everything, share, settings, trees, fitted.line.penalty)
        )
    drift = drift_of(fitted.margin(rows.x), rows.y, rows.lead, sample.created) if wanted.drift else None
    waiting = int(np.isnan(young.y).sum()) if everything is not rows else 0
    return Learned(
        blend=Blend(columns, fitted.line, fitted.trees, drift.shift if drift else 0.0, calibration),
        trees=fitted.text,
        choice=choice,
        drift=drift,
        honest=judged.honest,
        judged=int(at.size),
        known=young.y.size - waiting if everything is not rows else 0,
        waiting=waiting,
    )


def _narrowed(sample: Sample, columns: Ints) -> Sample:
    young = replace(sample.young, x=np.ascontiguousarray(sample.young.x[:, columns]))
    return replace(sample, rows=narrowed(sample.rows, columns), young=young)


def _bound(settings: BoosterSettings, columns: Ints) -> BoosterSettings:
    bound = tuple(settings.monotone[column] for column in columns) if settings.monotone else ()
    return replace(settings, monotone=bound)
