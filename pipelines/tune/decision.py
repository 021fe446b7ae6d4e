"""Tuned settings against the defaults on leads that no trial saw, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.booster import BoosterSettings
from models.bootstrap import paired_difference
from models.split import dated_before
from models.tuning.space import values_of
from pipelines.train.learning import learn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement.values import Target
    from models.bootstrap import Difference
    from models.rows import Bools
    from models.split import Fold
    from models.tuning.search import Found
    from pipelines.train.belief import Belief


def gain_of(
    twin: Belief, origin: int, target: Target, folds: Mapping[Target, Fold], settings: BoosterSettings
) -> Difference | None:
    """Log loss of the defaults minus that of the settings, both learnt by the whole recipe on the same rows.

    Above zero the settings are better; the interval is over leads. None where the outcomes cannot tell.
    ``twin`` has the horizons to learn and knows nothing from ``origin`` on.
    """
    at = folds[target].judge & ~np.isnan(twin.dataset.y[target])
    rows = twin.rows(target, at)
    defaults, tuned = (
        _learnt(twin, origin, folds, settings.seed, {target: tried}).p(target, at)
        for tried in (BoosterSettings(), settings)
    )
    return paired_difference(rows.y, defaults, tuned, rows.weight, rows.lead)


def _learnt(
    twin: Belief,
    origin: int,
    folds: Mapping[Target, Fold],
    seed: int,
    settings: Mapping[Target, BoosterSettings],
) -> Belief:
    data = twin.dataset
    young = dated_before(data.created, data.as_of, data.account, origin)
    allowed: dict[Target, Bools] = {target: fold.train for target, fold in folds.items()}
    return learn(twin, allowed, twin.horizons, seed, _silent, settings=settings, known_by=origin, young=young)


def _silent() -> None:
    """Boosting has a tick a tree; the step tells enough."""


def decided(
    base: BoosterSettings, found: Found, gain: Difference | None, budget: float, horizon: int
) -> dict[str, Any]:
    """What was found and whether it is adopted, as plain JSON values.

    Settings are adopted only if they are better beyond chance on leads that no trial saw: among dozens of
    trials the best one always looks better than the defaults on the folds that chose it.
    """
    adopted = gain is not None and gain.low > 0
    own, tried = values_of(base), values_of(found.best)
    differ = {name: value for name, value in tried.items() if value != own[name]}
    return {
        "adopted": adopted,
        "why": _why(gain),
        "settings": differ if adopted else {},
        "tried": differ,
        "gain": gain._asdict() if gain else None,
        "search": {
            "loss": found.loss,
            "loss_of_defaults": found.base_loss,
            "gains": list(found.gains),
            "complete": found.complete,
            "pruned": found.pruned,
            "seconds": round(found.seconds, 1),
            "budget_seconds": budget,
        },
        "horizon_us": horizon,
    }


def _why(gain: Difference | None) -> str:
    if gain is None:
        return "No trial was better than the defaults, so they stay."
    told = f"gained {gain.value:+.4f} in log loss ({gain.low:+.4f} to {gain.high:+.4f})"
    if gain.low > 0:
        return f"Adopted: on leads that no trial saw, the best settings {told}."
    if gain.high < 0:
        return (
            f"The defaults stay: they are better beyond chance on leads that no trial saw; the others {told}."
        )
    return (
        f"The defaults stay: on leads that no trial saw, the best of the others {told}; that may be chance."
    )
