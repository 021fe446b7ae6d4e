"""The verdict on one attribute by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.leakage.area import area_of, area_of_value
from models.leakage.exclusive import exclusive, one_sided_share, unusual
from models.leakage.telling import (
    LEAK_BY_FILLING,
    LEAK_BY_VALUE,
    SUSPICIOUS_FILLING,
    SUSPICIOUS_VALUE,
    telling,
    telling_twice,
)
from models.leakage.verdict import Verdict

if TYPE_CHECKING:
    from models.leakage.doubt import Doubt
    from models.rows import Bools, Floats


def judge(name: str, filled: Bools, value: Floats, outcome: Bools, categorical: bool = False) -> Verdict:
    """Judge one attribute of leads, one row each, by what it and its gaps tell.

    The numbers: ``filled_auc``, chance that a converted lead has it where another has not (ties count a
    half); ``value_auc``, the same of its value among leads that have it, whichever way it points;
    ``only_with_outcome_share``, share of the leads having it that converted; ``one_sided_share``, share of
    the leads having it whose value occurs with one outcome only.

    Args:
        name: what the attribute is called.
        filled: [n] whether the lead has it.
        value: [n] its number, or its code if ``categorical``; read only where filled.
        outcome: [n] whether the lead converted.
        categorical: whether the order of values means nothing.
    """
    filled, outcome = filled.astype(np.bool_), outcome.astype(np.bool_)
    having, shown = outcome[filled], value[filled].astype(np.float64)
    by_filling = area_of(filled.astype(np.float64), outcome)
    by_value = area_of_value(shown, having, categorical)
    worst = gravest(
        exclusive("have it", filled, outcome),
        exclusive("have an unusual value of it", unusual(filled, value), outcome),
        telling("being filled", by_filling, outcome, SUSPICIOUS_FILLING, LEAK_BY_FILLING),
        telling("its value", by_value, having, SUSPICIOUS_VALUE, LEAK_BY_VALUE),
        telling_twice(by_filling, outcome, by_value, having),
    )
    return Verdict(
        name=name,
        verdict="ok" if worst is None else "leak" if worst.leak else "suspicious",
        reason=worst.reason if worst else "",
        numbers={
            "filled_auc": by_filling,
            "value_auc": by_value,
            "only_with_outcome_share": float(having.mean()) if len(having) else None,
            "one_sided_share": one_sided_share(shown, having),
        },
    )


def gravest(*doubts: Doubt | None) -> Doubt | None:
    """The first of the leaks, else the first of the suspicions."""
    return max((doubt for doubt in doubts if doubt), key=lambda doubt: doubt.leak, default=None)
