"""Rules and their outcomes as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from features.attributes.personal import names_person
from features.attributes.wording import amount, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from features.agreement import IcpRule
    from models.icp.fit import Outcome

_LONGEST: Final = 60
_SAID: Final[dict[Outcome, str]] = {"met": "yes", "not_met": "no", "unknown": "unknown"}


@dataclass(frozen=True)
class Sentences:
    """What a rule's outcomes are called, made ready once: "employees between 50 and 1,000: yes, …"."""

    aim: str
    subject: str
    private: bool
    points: float | None

    @classmethod
    def of(cls, rule: IcpRule) -> Sentences:
        return cls(aim(rule), spoken(rule.attribute), names_person(rule.attribute), rule.points)

    def say(self, outcome: Outcome, text: str | None) -> str:
        """As in "employees between 50 and 1,000: yes, employees is 200-499 (30 of 30 points)"."""
        return f"{self.aim}: {_SAID[outcome]}, {self.subject} {self._fact(text)} ({self._worth[outcome]})"

    def _fact(self, text: str | None) -> str:
        """What is known, without quoting what identifies a person."""
        if text is None:
            return "is not filled in"
        if self.private or "@" in text:
            return "is filled in"
        flat = " ".join(text[: 2 * _LONGEST].split())
        return f"is {flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + '…'}"

    @cached_property
    def _worth(self) -> dict[Outcome, str]:
        if self.points is None:
            return {"met": "required", "not_met": "required", "unknown": "required"}
        worth, given = (
            amount(self.points),
            " points" if self.points < 0 else f" of {amount(self.points)} points",
        )
        return {"met": worth + given, "not_met": "0" + given, "unknown": f"{worth} points open"}


def aim(rule: IcpRule) -> str:
    """What the rule asks for: the agreement's own words where it has any."""
    if rule.words:
        return rule.words
    subject = spoken(rule.attribute)
    if rule.equals is not None:
        return f"{subject} is {_value(rule.equals)}"
    if rule.one_of is not None:
        return f"{subject} is {_either(rule.one_of)}"
    if rule.between is not None:
        return f"{subject} {_range(*rule.between)}"
    if rule.contains is not None:
        return f"{subject} with {_either(rule.contains)}"
    return f"{subject} matches {rule.matches}"


def _value(wanted: str | float | bool) -> str:
    if isinstance(wanted, bool):
        return "yes" if wanted else "no"
    return wanted if isinstance(wanted, str) else amount(wanted)


def _range(low: float, high: float) -> str:
    if high == float("inf"):
        return f"at least {amount(low)}"
    return f"at most {amount(high)}" if low == float("-inf") else f"between {amount(low)} and {amount(high)}"


def _either(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
