"""One rule made ready: from an attribute's text to a reason."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from features.attributes.kinds import Number, Ordinal
from features.errors import AgreementError
from models.icp import derived
from models.icp.conditions import condition_of
from models.icp.fit import Outcome, RuleReason
from models.icp.sentences import Sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from features.agreement import IcpRule
    from features.attributes import AttributePlan
    from features.attributes.numbers import Decimal
    from models.icp.conditions import Condition
    from models.icp.derived import Fact

_REMEMBERED: Final = 4096
"""Leads share their texts, so each rule remembers what it said of so many."""


class Verdict(NamedTuple):
    """A rule's reason, whether it counts as known, and whether it disqualifies."""

    reason: RuleReason
    known: bool
    disqualifies: bool


@dataclass(frozen=True)
class CompiledRule:
    """``judge`` reads the rule's attribute; where no column holds it, ``judge_base`` reads ``base``."""

    rule: IcpRule
    judge: Callable[[str | None], Verdict]
    judge_base: Callable[[str | None], Verdict]
    base: str | None

    def verdict(self, attributes: Mapping[str, str | None]) -> Verdict:
        if self.base is not None and self.rule.attribute not in attributes:
            return self.judge_base(attributes.get(self.base))
        return self.judge(attributes.get(self.rule.attribute))


def compile_rule(
    place: int, rule: IcpRule, missing: frozenset[str], plans: Mapping[str, AttributePlan]
) -> CompiledRule:
    """The rule at ``place`` (from 0) of the profile.

    Raises:
        AgreementError: its pattern is no regular expression, or its condition makes no sense.
    """
    parts = derived.split(rule.attribute)
    try:
        test = condition_of(rule, _decimal(plans.get(rule.attribute)))
    except ValueError as error:
        raise AgreementError(f"icp.rule.{place + 1} (attribute {rule.attribute!r}): {error}") from error
    direct = _judge(place, rule, missing, test, None)
    if parts is None:
        return CompiledRule(rule, direct, direct, None)
    base, ending = parts
    on_fact = derived.condition_on(rule) or test
    return CompiledRule(rule, direct, _judge(place, rule, missing, on_fact, derived.FACTS[ending]), base)


def _judge(
    place: int, rule: IcpRule, missing: frozenset[str], test: Condition, fact: Fact | None
) -> Callable[[str | None], Verdict]:
    sentences = Sentences.of(rule)

    @lru_cache(maxsize=_REMEMBERED)
    def judge(text: str | None) -> Verdict:
        filled = text if text is not None and text.strip().casefold() not in missing else None
        read = fact(filled) if fact and filled is not None else filled
        met = test(read) if read is not None else None
        outcome: Outcome = "unknown" if met is None else "met" if met else "not_met"
        words = sentences.say(outcome, filled if read is None else read)
        points = (rule.points or 0.0) if met else 0.0
        reason = RuleReason(place, rule.attribute, points, rule.points or 0.0, outcome, words)
        return _verdict(rule, reason)

    return judge


def _verdict(rule: IcpRule, reason: RuleReason) -> Verdict:
    """Unknown is not no, unless the rule takes it for a no ("zero") or refuses it ("disqualify")."""
    unknown = reason.outcome == "unknown"
    as_no = unknown and rule.missing == "zero"
    failed = rule.must_have and (as_no or reason.outcome == "not_met")
    return Verdict(reason, as_no or not unknown, failed or (unknown and rule.missing == "disqualify"))


def _decimal(plan: AttributePlan | None) -> Decimal:
    reader = plan.reader if plan is not None else None
    return reader.decimal if isinstance(reader, Number | Ordinal) else "."
