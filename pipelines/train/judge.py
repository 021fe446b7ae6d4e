"""Judges the recipe as production would meet it: learn by a date, score the leads that came after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from features.clock import iso
from models.evaluation import evaluate, verdict
from models.split import Fold, at_origin
from pipelines.train.belief import Belief, enough, learn, prepare

if TYPE_CHECKING:
    from collections.abc import Callable

    from features.agreement.values import Target
    from models.rows import Bools as Flags
    from pipelines.train.material import Material

TEST_SHARES: Final = (0.25, 0.2, 0.15, 0.1)
"""Shares of the mature leads that judge, tried in this order until training has enough left."""


@dataclass(frozen=True, eq=False)
class Judgement:
    """The twin that never saw the newest leads, and how it did on them.

    Attributes:
        twin: learnt as of ``origin``; None where the data are too short to judge.
        origin: leads created from here on judge.
        folds: per target, who trained and who judged.
        targets: per target, the evaluation as plain JSON values.
    """

    twin: Belief | None
    origin: int
    folds: dict[Target, Fold]
    targets: dict[Target, dict[str, Any]]


def judge(material: Material, everything: Belief, tick: Callable[[str], None]) -> Judgement:
    """Learns as of the newest origin that leaves enough on both sides, and evaluates on what came after.

    ``everything`` is the material prepared as of its end; only its dates and labels are looked at.
    """
    horizons = material.agreement.targets.horizons()
    found: list[tuple[int, dict[Target, Fold]]] = []
    for share in TEST_SHARES:
        origin = _origin(everything, max(horizons.values()), material.until, share)
        found.append((origin, _folds(everything, horizons, origin)))
        if len(found[-1][1]) == len(horizons):
            break
    origin, folds = max(found, key=lambda tried: len(tried[1]))
    return _judged(material, origin, folds, tick) if folds else Judgement(None, material.until, {}, {})


def _judged(
    material: Material, origin: int, folds: dict[Target, Fold], tick: Callable[[str], None]
) -> Judgement:
    horizons: dict[Target, int] = {
        t: h for t, h in material.agreement.targets.horizons().items() if t in folds
    }
    allowed: dict[Target, Flags] = {target: fold.train for target, fold in folds.items()}
    twin = learn(
        prepare(material, origin), allowed, horizons, material.agreement.seed, lambda: tick("booster")
    )
    targets: dict[Target, dict[str, Any]] = {
        target: _evaluated(twin, target, fold, lambda name, t=target: tick(f"{t}: {name}"))
        for target, fold in folds.items()
        if target in twin.models
    }
    return Judgement(twin, origin, folds, targets)


def _evaluated(twin: Belief, target: Target, fold: Fold, tick: Callable[[str], None]) -> dict[str, Any]:
    train, rows = twin.rows(target, twin.trained_on[target]), twin.rows(target, fold.judge)
    found = evaluate(rows, lambda r: twin.models[target].predict(r.x), train, tick)
    return {
        **found,
        "verdict": verdict(found),
        "trained": {
            "rows": len(train),
            "leads": int(np.unique(train.lead).size),
            "until": iso(int(train.as_of.max())),
        },
        "tested": {
            "rows": len(rows),
            "leads": int(np.unique(rows.lead).size),
            "from": iso(int(rows.as_of.min())),
            "to": iso(int(rows.as_of.max())),
        },
    }


def _origin(belief: Belief, horizon: int, until: int, share: float) -> int:
    """The creation date that leaves ``share`` of the leads whose horizon has passed on the test side."""
    _, first = np.unique(belief.dataset.lead, return_index=True)
    created = np.sort(belief.dataset.created[first])
    mature = created[created + horizon < until]
    return int(mature[int((1 - share) * mature.size)]) if mature.size else until


def _folds(belief: Belief, horizons: dict[Target, int], origin: int) -> dict[Target, Fold]:
    """The targets that have enough of both outcomes on both sides of an origin."""
    data = belief.dataset
    folds: dict[Target, Fold] = {}
    for target, horizon in horizons.items():
        fold = at_origin(data.created, data.as_of, data.account, horizon, origin)
        if enough(belief.rows(target, fold.train)) and enough(belief.rows(target, fold.judge)):
            folds[target] = fold
    return folds
