"""The newest leads, on whom tuned settings meet the defaults once, after the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.split import Fold, at_origin
from pipelines.train.belief import Belief, enough
from pipelines.train.judge import TEST_SHARES

if TYPE_CHECKING:
    from features.agreement.values import Target
    from pipelines.train.material import Material


def outer_folds(material: Material, everything: Belief) -> tuple[int, dict[Target, Fold]]:
    """The date before which trials may look, and per target who is on which side of it.

    The leads that came after are those on whom ``train`` judges its twin: no trial sees them. The largest
    share that leaves enough outcomes on both sides is taken; a target without enough is left out.
    """
    horizons = material.agreement.targets.horizons()
    found: list[tuple[int, dict[Target, Fold]]] = []
    for share in TEST_SHARES:
        origin = _origin(everything, max(horizons.values()), material.until, share)
        found.append((origin, _folds(everything, horizons, origin)))
        if len(found[-1][1]) == len(horizons):
            break
    return max(found, key=lambda tried: len(tried[1]))


def _origin(belief: Belief, horizon: int, until: int, share: float) -> int:
    _, first = np.unique(belief.dataset.lead, return_index=True)
    created = np.sort(belief.dataset.created[first])
    mature = created[created + horizon < until]
    return int(mature[int((1 - share) * mature.size)]) if mature.size else until


def _folds(belief: Belief, horizons: dict[Target, int], origin: int) -> dict[Target, Fold]:
    data = belief.dataset
    folds: dict[Target, Fold] = {}
    for target, horizon in horizons.items():
        fold = at_origin(data.created, data.as_of, data.account, horizon, origin)
        if enough(belief.rows(target, fold.train)) and enough(belief.rows(target, fold.judge)):
            folds[target] = fold
    return folds
