"""The verdict on one attribute."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from models.leakage.area import area_of, area_of_value
from models.leakage.exclusive import exclusive, unusual
from models.leakage.telling import (
    LEAK_BY_FILLING,
    LEAK_BY_VALUE,
    SUSPICIOUS_FILLING,
    SUSPICIOUS_VALUE,
    telling,
)

if TYPE_CHECKING:
    from models.rows import Bools, Floats


@dataclass(frozen=True)
class Verdict:
    """What an attribute gives away.

    ``filled_auc``: chance that a converted lead has it where another has not (ties count a half);
    ``value_auc``: the same of its value, among leads that have it, whichever way it points;
    ``only_with_outcome_share``: share of the leads having it that converted. None where leads cannot tell.
    """

    name: str
    verdict: Literal["ok", "suspicious", "leak"]
    filled_auc: float | None
    value_auc: float | None
    only_with_outcome_share: float | None
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"

    def to_json(self) -> dict[str, Any]:
        """The verdict and its numbers by name."""
        return asdict(self)


def judge(name: str, filled: Bools, value: Floats, outcome: Bools, categorical: bool = False) -> Verdict:
    """Judge one attribute of leads, one row each.

    Args:
        name: what the attribute is called.
        filled: [n] whether the lead has it.
        value: [n] its number, or its code if ``categorical``; read only where filled.
        outcome: [n] whether the lead converted.
        categorical: whether the order of values means nothing.
    """
    filled, outcome = filled.astype(np.bool_), outcome.astype(np.bool_)
    having = outcome[filled]
    by_filling = area_of(filled.astype(np.float64), outcome)
    by_value = area_of_value(value[filled].astype(np.float64), having, categorical)
    doubts = [
        exclusive("have it", filled, outcome),
        exclusive("have an unusual value of it", unusual(filled, value), outcome),
        telling("being filled", by_filling, outcome, SUSPICIOUS_FILLING, LEAK_BY_FILLING),
        telling("its value", by_value, having, SUSPICIOUS_VALUE, LEAK_BY_VALUE),
    ]
    worst = max((doubt for doubt in doubts if doubt), key=lambda doubt: doubt.leak, default=None)
    return Verdict(
        name=name,
        verdict="ok" if worst is None else "leak" if worst.leak else "suspicious",
        filled_auc=by_filling,
        value_auc=by_value,
        only_with_outcome_share=float(having.mean()) if len(having) else None,
        reason=worst.reason if worst else "",
    )
