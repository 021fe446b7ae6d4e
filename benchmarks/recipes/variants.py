"""The ways to learn a funnel that are compared, each as a belief to be asked for probabilities."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.recipes.weighted import weighted
from models.funnel.product import Product

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.contest.past import Past
    from models.rows import Bools
    from pipelines.train.belief import Belief

SMALLEST: Final = 0.005
"""Steps in log-odds below this are none."""

YOUNG: Mapping[str, Callable[[Past], Belief]] = {
    "dropped": lambda split: split.learnt(censoring=False),
    "weighted": weighted,
}
PARTS: Mapping[str, Callable[[Past], Belief]] = {
    "trees alone": lambda split: split.learnt(kind="booster"),
    "line alone": lambda split: split.learnt(kind="linear"),
}


def direct(split: Past) -> Belief:
    """Closing learnt as one event, by the same recipe."""
    return replace(split, horizons={"close": split.horizons["close"]}).learnt()


def undrifted(shipped: Belief) -> Belief:
    """The same without its correction for drift, which is a step added to every log-odds."""
    models = {
        name: replace(model, blend=replace(model.blend, shift=0.0)) for name, model in shipped.models.items()
    }
    return replace(shipped, models=models)


def shifts(shipped: Belief) -> str:
    """The steps that were taken, by event; empty where none was."""
    steps = {name: model.blend.shift for name, model in shipped.models.items()}
    return ", ".join(f"{name} {step:+.2f}" for name, step in steps.items() if abs(step) >= SMALLEST)


def incoherent(shipped: Belief, single: Belief, rows: Bools) -> float:
    """Share of the rows not yet SQL to which direct closing gives more than the chance of an SQL by then."""
    data = shipped.dataset
    ahead = rows & data.open["sql"]
    product = shipped.funnel.targets["close"]
    if not isinstance(product, Product) or not ahead.any():
        return 0.0
    return float(np.mean(single.p("close", ahead) > product.by_close(data.x[ahead])))
