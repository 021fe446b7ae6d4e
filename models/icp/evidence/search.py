"""Attributes that separate beside the rules there are, found so that chance is seldom among them.

Every attribute and every choice of its groups is tried at once. The farthest from chance counts only where it
is farther than the farthest of 95 in 100 worlds without anything to find: those are the same leads with each
account's part of the scores turned round at random, so accounts, overlaps between attributes and the freedom
of choice are all in them (Westfall and Young 1993; Kline and Santos, J. Econometric Methods 1, 2012). What
is found joins the rules, and the search goes on beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from models.icp.evidence.choices import best, farthest
from models.icp.evidence.design import indicator
from models.icp.evidence.loglinear import fit
from models.icp.evidence.scores import alike, scores_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.icp.evidence.choices import Choice
    from models.icp.evidence.sample import Attribute, Sample
    from models.icp.evidence.scores import Scores
    from models.rows import Floats

DRAWS: Final = 999
LEVEL: Final = 0.05
"""How often anything is found where there is nothing."""
MOST: Final = 8
_AT_ONCE: Final = 111


@dataclass(frozen=True)
class Found:
    """An attribute that separates beside the rules and what was found before it.

    Attributes:
        attribute: its place.
        choice: its groups.
        p: how often chance alone goes as far, over all attributes and choices.
    """

    attribute: int
    choice: Choice
    p: float


def search(
    sample: Sample, x: Floats, attributes: Sequence[Attribute], *, seed: int, level: float = LEVEL
) -> tuple[Found, ...]:
    """What separates, strongest first; at most one choice of each attribute.

    Args:
        x: what is known of the leads beside it: first an intercept, then time and rules. [leads, columns]
    """
    left, found = list(range(len(attributes))), list[Found]()
    while left and len(found) < MOST:
        told = judged(sample, x, [attributes[place] for place in left])
        choices = [best(scores) for scores in told]
        z = [abs(choice.z) if choice else 0.0 for choice in choices]
        chance = by_chance(told, seed)
        first = int(np.argmax(z))
        p = float((1 + (chance >= z[first]).sum()) / (DRAWS + 1))
        choice = choices[first]
        if choice is None or p > level:
            break
        place = left.pop(first)
        found.append(Found(place, choice, p))
        x = np.column_stack([x, *indicator(attributes[place], choice.groups)])
    return tuple(found)


def judged(sample: Sample, x: Floats, attributes: Sequence[Attribute]) -> list[Scores]:
    """The scores of several attributes beside ``x``."""
    mu = np.minimum(fit(x, sample.y, sample.cluster).mu, 1.0)
    residual = sample.y - mu
    like = alike(residual, mu, sample.cluster)
    return [scores_of(one, x, residual, mu, sample.cluster, like) for one in attributes]


def by_chance(told: Sequence[Scores], seed: int) -> Floats:
    """How far from chance the best choice of all attributes goes, were there nothing to find. [draws]"""
    sums = np.column_stack([scores.sums for scores in told])
    random = np.random.default_rng(seed)
    total = np.concatenate(
        [
            (random.integers(0, 2, (min(_AT_ONCE, DRAWS - begin), len(sums))) * 2.0 - 1.0) @ sums
            for begin in range(0, DRAWS, _AT_ONCE)
        ]
    )
    ends = np.cumsum([scores.total.size for scores in told])
    parts = np.split(total, ends[:-1], axis=1)
    return np.max([farthest(scores, part) for scores, part in zip(told, parts, strict=True)], axis=0)


@dataclass(frozen=True)
class Screened:
    """What an attribute adds beside the rules alone.

    Attributes:
        choice: its groups that are farthest from chance; None where too few outcomes are expected of any.
        p: how often chance alone goes as far, over all attributes and choices.
    """

    choice: Choice | None
    p: float


def screen(sample: Sample, x: Floats, attributes: Sequence[Attribute], *, seed: int) -> list[Screened]:
    """Every attribute beside ``x``, each by itself."""
    if not attributes or not sample.y.any():
        return [Screened(None, 1.0)] * len(attributes)
    told = judged(sample, x, attributes)
    chance = by_chance(told, seed)
    choices = [best(scores) for scores in told]
    return [
        Screened(one, float((1 + (chance >= abs(one.z)).sum()) / (DRAWS + 1)) if one else 1.0)
        for one in choices
    ]
