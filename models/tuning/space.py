"""Which settings of the booster are searched, and between which ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optuna.trial import Trial

    from models.booster import BoosterSettings

VERSION: Final = 1
"""Counts up with every change of SPACE: trials of another space cannot be compared by the sampler."""


@dataclass(frozen=True)
class Range:
    """Both ends of a setting; searched by its logarithm, since a doubling means the same everywhere."""

    low: float
    high: float
    whole: bool = False

    def within(self, value: float) -> float:
        """The value, or the end it lies beyond."""
        return min(max(value, self.low), self.high)


SPACE: Final[Mapping[str, Range]] = {
    "num_leaves": Range(4, 32, whole=True),
    "min_data_in_leaf": Range(10, 200, whole=True),
    "lambda_l2": Range(0.3, 100.0),
    "path_smooth": Range(0.3, 100.0),
    "cat_smooth": Range(5.0, 200.0),
    "cat_l2": Range(2.0, 100.0),
    "feature_fraction": Range(0.08, 1.0),
}
"""How large trees are, how much they are held back, and how many features a tree sees.

Not searched: the learning rate, which buys little beside the number of trees (chosen on the folds anyway)
and costs the whole budget; class weights, which would break the probabilities; monotone constraints, which
are agreed and not found.
"""


def suggested(trial: Trial, base: BoosterSettings) -> BoosterSettings:
    """The base with what the trial proposes."""
    found: dict[str, Any] = {
        name: trial.suggest_int(name, int(range.low), int(range.high), log=True)
        if range.whole
        else trial.suggest_float(name, range.low, range.high, log=True)
        for name, range in SPACE.items()
    }
    return replace(base, **found)


def with_values(base: BoosterSettings, values: Mapping[str, float]) -> BoosterSettings:
    """The base with values of the space, whole where they must be; others are left out."""
    return replace(
        base,
        **{
            name: round(values[name]) if range.whole else float(values[name])
            for name, range in SPACE.items()
            if name in values
        },
    )


def values_of(settings: BoosterSettings) -> dict[str, float]:
    """The searched part of some settings."""
    return {name: range.within(getattr(settings, name)) for name, range in SPACE.items()}
