"""A feature's declaration: what it is called, what it speaks of, how a person says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from features.view import View


@dataclass(frozen=True)
class Feature:
    """One column of the training set.

    Attributes:
        name: unique, stable, readable.
        group: profile, engagement, outreach, stage, calendar, account or prior.
        theme: what it speaks of; reasons give one sentence a theme.
        words: the sentence for a value; NaN is "unknown" or "never", as the feature means it.
        categorical: the values are codes, not amounts.
        levels: what the codes stand for, by code.
        waits: it is a time that grows by itself, whatever the lead does.
    """

    name: str
    group: str
    theme: str
    words: Callable[[float], str]
    categorical: bool = False
    levels: tuple[str, ...] = ()
    waits: bool = False


@dataclass(frozen=True)
class Family:
    """Features that are computed together.

    Attributes:
        features: in the order of the columns ``compute`` returns.
        compute: from a view to [moments, features], NaN for unknown.
    """

    features: tuple[Feature, ...]
    compute: Callable[[View], NDArray[np.generic]]
