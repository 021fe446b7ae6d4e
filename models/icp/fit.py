"""Fit: how well a lead matches the ideal customer profile, rule by rule. Defined by people, never learnt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Outcome = Literal["met", "not_met", "unknown"]
FitGrade = Literal["A", "B", "C", "D"]
FitStatus = Literal["scored", "disqualified", "insufficient_data"]


class RuleReason(NamedTuple):
    """What one rule says about a lead.

    ``rule`` is the rule's place in the agreement, from 0; ``points`` are those given (or taken, below zero),
    ``of`` those the rule can give; both are 0 for a must-have. ``words`` is a sentence for sales.
    """

    rule: int
    attribute: str
    points: float
    of: float
    outcome: Outcome
    words: str


@dataclass(frozen=True)
class Fit:
    """A lead's fit.

    ``score`` (0-100) and ``grade`` are None unless ``status`` is "scored". ``attainable`` is the most that
    could have been ``earned`` on the attributes that are known, ``total`` on all.
    """

    score: float | None
    grade: FitGrade | None
    status: FitStatus
    earned: float
    attainable: float
    total: float
    reasons: tuple[RuleReason, ...]
