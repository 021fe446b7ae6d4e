"""How often some leads reach a target, with what chance may have done to it."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from models.metrics import wilson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement.values import Target
    from models.rows import Bools, Floats

LEAST: Final = 20
"""Leads whose outcome is known without which a rate is not said."""


def rate(y: Floats) -> dict[str, Any]:
    """Of leads with outcomes 1, 0 or NaN: known, reached, and the rate with its 95 % interval (Wilson)."""
    known = int(np.sum(~np.isnan(y)))
    reached = int(np.nansum(y))
    told: dict[str, Any] = {"known": known, "reached": reached, "rate": None, "low": None, "high": None}
    if known < LEAST:
        return told
    low, high = wilson(reached / known, known)
    return {**told, "rate": reached / known, "low": low, "high": high}


def rates(y: Mapping[Target, Floats], rows: Bools) -> dict[str, dict[str, Any]]:
    """The rate of each target among some leads."""
    return {target: rate(values[rows]) for target, values in y.items()}


def apart(here: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, float] | None:
    """One rate less another, with the interval of two independent rates (Newcombe, 1998); None if unsaid."""
    if here["rate"] is None or others["rate"] is None:
        return None
    value = here["rate"] - others["rate"]
    below = sqrt((here["rate"] - here["low"]) ** 2 + (others["high"] - others["rate"]) ** 2)
    above = sqrt((here["high"] - here["rate"]) ** 2 + (others["rate"] - others["low"]) ** 2)
    return {"value": value, "low": value - below, "high": value + above}
