"""How well one attribute alone ranks leads, as an AUC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from models.metrics import Ranked, auc

if TYPE_CHECKING:
    from models.rows import Bools, Floats, Ints

CATEGORIES: Final = 50
"""A number with no more values than this is also judged as a category: its order may say nothing."""

FOLDS: Final = 5
PRIOR_WEIGHT: Final = 5.0
"""Leads of average rate added to each category, so that a rare one does not stand out."""


def area_of(value: Floats, outcome: Bools) -> float | None:
    """AUC of any number [n]: only its order counts, so ranks stand in for probabilities."""
    _, rank = np.unique(value, return_inverse=True)
    return auc(Ranked.of(outcome.astype(np.float64), rank / max(1, len(value))))


def area_of_value(value: Floats, outcome: Bools, categorical: bool) -> float | None:
    """AUC of a value [n]: by its order, whichever way, or by categories where these are few or have none."""
    if not len(value):
        return None
    codes, place = np.unique(value, return_inverse=True)
    by_order = None if categorical else area_of(value, outcome)
    by_rate = _area_of_category(place, outcome) if categorical or len(codes) <= CATEGORIES else None
    found = [by_rate, None if by_order is None else max(by_order, 1 - by_order)]
    return max((area for area in found if area is not None), default=None)


def _area_of_category(code: Ints, outcome: Bools) -> float | None:
    """AUC of a category's conversion rate among other leads, so that many rare values say nothing.

    Averaged over folds: a lead's own outcome lowers the rate of the other folds, and so would bias an AUC
    over all of them.
    """
    order = np.lexsort((np.random.default_rng(0).random(len(code)), outcome))
    fold = np.empty(len(code), np.int64)
    fold[order] = np.arange(len(code)) % FOLDS
    areas = [
        area_of(_rates(code, outcome, fold != number)[fold == number], outcome[fold == number])
        for number in range(FOLDS)
    ]
    known = [area for area in areas if area is not None]
    return float(np.mean(known)) if known else None


def _rates(code: Ints, outcome: Bools, known: Bools) -> Floats:
    """For every row, its category's conversion rate among the ``known`` rows, drawn towards that of all."""
    return rates_of(code[known], outcome[known], int(code.max()) + 1)[code]


def rates_of(code: Ints, outcome: Bools, codes: int) -> Floats:
    """By code, the conversion rate of its rows, drawn towards that of all; [codes]."""
    count, converted = np.bincount(code, minlength=codes), np.bincount(code, outcome, codes)
    mean = outcome.mean() if outcome.size else 0.0
    return (converted + PRIOR_WEIGHT * mean) / (count + PRIOR_WEIGHT)
