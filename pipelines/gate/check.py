"""One question the gate asks, and the answer."""

from __future__ import annotations

from typing import Literal, NamedTuple

Outcome = Literal["better", "worse", "same", "unknown", "broken"]
"""``better`` and ``worse`` are beyond chance; ``unknown`` too little seen; ``broken`` a limit passed."""


class Check(NamedTuple):
    """One question.

    Attributes:
        name: what was asked: log_loss, floor, latency ...
        target: sql or close; empty where the bundle as a whole is meant.
        value: what was measured; the challenger's minus the champion's, where both were.
        low, high: the interval that chance leaves it.
        threshold: what it was held against.
        sentence: the answer in words.
    """

    name: str
    target: str
    outcome: Outcome
    value: float | None
    low: float | None
    high: float | None
    threshold: float | None
    sentence: str


def told(name: str, outcome: Outcome, sentence: str, target: str = "") -> Check:
    """A check without numbers."""
    return Check(name, target, outcome, None, None, None, None, sentence)
