"""Judges the recipe as production would meet it: learn by a date, score the leads that came after."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from features.clock import iso
from models.choice import UNLOCKS
from models.evaluation import evaluate, verdict
from models.funnel import serves
from models.learn import leads_by_outcome
from models.segments import calibration_by, deciles
from models.split import Fold, at_origin, dated_before
from pipelines.train.belief import Belief, prepare
from pipelines.train.learning import learn
from pipelines.train.segments import segments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from features.agreement.values import Target
    from models.rows import Bools as Flags
    from pipelines.train.material import Material

TEST_SHARES: Final = (0.25, 0.2, 0.15, 0.1)
"""Shares of the mature leads that judge, tried in this order until training has enough left: outcomes for
trees if possible, else for the short line."""

LEAST_JUDGED: Final = 10
"""Leads of either outcome without which a test says nothing."""


@dataclass(frozen=True, eq=False)
class Judgement:
    """The twin that never saw the newest leads, and how it did on them.

    Attributes:
        twin: learnt as of ``origin``; None where the data are too short to judge.
        origin: leads created from here on judge.
        folds: per target, who trained and who judged.
        targets: per target, the evaluation as plain JSON values.
        segments: per target and grouping, the group of each labelled row that judged.
    """

    twin: Belief | None
    origin: int
    folds: dict[Target, Fold]
    targets: dict[Target, dict[str, Any]]
    segments: dict[Target, Mapping[str, list[str]]] = field(
        default_factory=dict["Target", "Mapping[str, list[str]]"]
    )


def judge(material: Material, everything: Belief, tick: Callable[[str], None]) -> Judgement:
    """Learns as of the newest origin that leaves enough on both sides, and evaluates on what came after.

    ``everything`` is the material prepared as of its end; only its dates and labels are looked at.
    """
    horizons = material.agreement.targets.horizons()
    found: list[tuple[int, dict[Target, Fold]]] = []
    for least, share in product((UNLOCKS, 1), TEST_SHARES):
        origin = _origin(everything, max(horizons.values()), material.until, share)
        found.append((origin, _folds(everything, horizons, origin, least)))
        if len(found[-1][1]) == len(horizons):
            break
    origin, folds = max(found, key=lambda tried: len(tried[1]))
    return _judged(material, origin, folds, tick) if folds else Judgement(None, material.until, {}, {})


def _judged(
    material: Material, origin: int, folds: dict[Target, Fold], tick: Callable[[str], None]
) -> Judgement:
    horizons = material.agreement.targets.horizons()
    prepared = prepare(material, origin)
    data = prepared.dataset
    allowed: dict[Target, Flags] = {
        target: at_origin(data.created, data.as_of, data.account, horizon, origin).train
        for target, horizon in horizons.items()
    }
    twin = learn(
        prepared,
        allowed,
        horizons,
        material.agreement.seed,
        lambda: tick("boosting"),
        settings=material.settings,
        known_by=origin,
        young=dated_before(data.created, data.as_of, data.account, origin),
    )
    targets: dict[Target, dict[str, Any]] = {}
    groups: dict[Target, Mapping[str, list[str]]] = {}
    for target, fold in folds.items():
        if target in twin.funnel.targets:
            groups[target] = segments(material, twin, fold.judge & ~np.isnan(twin.dataset.y[target]))
            targets[target] = _evaluated(
                twin, target, fold.judge, groups[target], lambda name, t=target: tick(f"{t}: {name}")
            )
    return Judgement(twin, origin, folds, targets, groups)


def _evaluated(
    twin: Belief,
    target: Target,
    judging: Flags,
    kinds: Mapping[str, list[str]],
    tick: Callable[[str], None],
) -> dict[str, Any]:
    train, rows = twin.rows(target, twin.trained_on[target]), twin.rows(target, judging)
    at = judging & ~np.isnan(twin.dataset.y[target])
    said = twin.p(target, at)
    found = evaluate(rows, said, train, tick)
    tick("calibration by segment")
    groups = {"score decile": [f"{tenth:02d}" for tenth in deciles(said)], **kinds}
    return {
        **found,
        "verdict": verdict(found, _kind(twin, target)),
        "segments": calibration_by(groups, rows.y, said, rows.lead),
        "learnt": {name: model.to_json() for name, model in twin.models.items() if serves(name, target)},
        "trained": {
            "rows": len(train),
            "leads": int(np.unique(train.lead).size),
            "converted": leads_by_outcome(train)[0],
            "from": iso(int(train.as_of.min())),
            "until": iso(int(train.as_of.max())),
        },
        "tested": {
            "rows": len(rows),
            "leads": int(np.unique(rows.lead).size),
            "converted": leads_by_outcome(rows)[0],
            "from": iso(int(rows.as_of.min())),
            "to": iso(int(rows.as_of.max())),
        },
    }


def _kind(twin: Belief, target: Target) -> str:
    """The kind of the target's own model; of two, that which decides more: closing itself."""
    return [model.choice.kind for name, model in twin.models.items() if serves(name, target)][-1]


def _origin(belief: Belief, horizon: int, until: int, share: float) -> int:
    """The creation date that leaves ``share`` of the leads whose horizon has passed on the test side."""
    _, first = np.unique(belief.dataset.lead, return_index=True)
    created = np.sort(belief.dataset.created[first])
    mature = created[created + horizon < until]
    return int(mature[int((1 - share) * mature.size)]) if mature.size else until


def _folds(belief: Belief, horizons: dict[Target, int], origin: int, least: int) -> dict[Target, Fold]:
    """The targets with ``least`` leads of both outcomes before an origin, and enough to judge by after."""
    data = belief.dataset
    folds: dict[Target, Fold] = {}
    for target, horizon in horizons.items():
        fold = at_origin(data.created, data.as_of, data.account, horizon, origin)
        train, judge = belief.rows(target, fold.train), belief.rows(target, fold.judge)
        if min(leads_by_outcome(train)) >= least and min(leads_by_outcome(judge)) >= LEAST_JUDGED:
            folds[target] = fold
    return folds
