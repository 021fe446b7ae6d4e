"""Scales of words whose order everybody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

SCALES: Final = tuple(
    tuple(words.split(", "))
    for words in (
        "very low, low, medium, high, very high",
        "low, moderate, high, critical",
        "cold, warm, hot",
        "micro, small, medium, large, enterprise",
        "small business, mid-market, enterprise",
        "smb, mid-market, enterprise",
        "free, bronze, silver, gold, platinum",
        "beginner, intermediate, advanced, expert",
        "never, rarely, sometimes, often, always",
        "poor, fair, good, very good, excellent",
    )
)


def scale_of(keys: Collection[str]) -> tuple[str, ...] | None:
    """The scale that holds all of ``keys`` (compared texts, at least two), from its lowest word; or None."""
    if len(keys) < 2:
        return None
    return next((scale for scale in SCALES if set(keys) <= set(scale)), None)
