"""Numbers as they are kept: plain, short, and None where there is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.drivers.draws import Estimates


def number(value: float) -> float | None:
    """With six digits, so that the last bits of a sum are not kept."""
    return float(f"{value:.6g}") if math.isfinite(value) else None


def estimate(found: Estimates, place: int) -> dict[str, float | None]:
    """One of several numbers: value, low and high."""
    return {
        "value": number(float(found.value[place])),
        "low": number(float(found.low[place])),
        "high": number(float(found.high[place])),
    }


def known(told: dict[str, Any] | None, end: str = "value") -> float:
    """A kept number, NaN where there is none."""
    return math.nan if told is None or told[end] is None else float(told[end])
