"""The profile made ready once, then asked for every lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.agreement import Attributes
from models.icp.fit import Fit, FitGrade
from models.icp.rules import compile_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from features.agreement import Icp
    from features.attributes import AttributePlan
    from models.icp.rules import Verdict


def compile_icp(
    icp: Icp,
    *,
    missing: Iterable[str] = Attributes().missing,
    plans: Mapping[str, AttributePlan] | None = None,
) -> Callable[[Mapping[str, str | None]], Fit]:
    """A function from a lead's raw attribute texts to its fit.

    ``missing`` are the texts that mean nothing was filled in; ``plans`` tell how a column writes decimals.

    The score is 100 × earned / attainable, within 0 and 100, over the rules whose attributes are known:
    unknown is not no. Penalties (points below zero) lower what is earned, not what is attainable. Where no
    rule gives points, the score is the share of known penalties that were avoided, or 100 without any. Too
    little is known where attainable / total (without points: the share of rules known) is below the
    profile's ``minimum_known``, and where there is no rule.

    Raises:
        AgreementError: a rule's pattern or range makes no sense; the message names the rule.
    """
    empty = frozenset(text.strip().casefold() for text in missing) | {""}
    rules = [compile_rule(place, rule, empty, plans or {}) for place, rule in enumerate(icp.rule)]
    total = sum(max(0.0, rule.points or 0.0) for rule in icp.rule)

    def fit(attributes: Mapping[str, str | None]) -> Fit:
        return _fit(icp, total, [rule.verdict(attributes) for rule in rules])

    return fit


def fit_of(icp: Icp, attributes: Mapping[str, str | None]) -> Fit:
    """The fit of one lead; for many leads, compile the profile once."""
    return compile_icp(icp)(attributes)


def _fit(icp: Icp, total: float, verdicts: Sequence[Verdict]) -> Fit:
    earned = attainable = penalties = 0.0
    known, refused = 0, False
    for reason, is_known, disqualifies in verdicts:
        refused |= disqualifies
        if is_known:
            known += 1
            earned += reason.points
            attainable += max(0.0, reason.of)
            penalties += min(0.0, reason.of)
    reasons = tuple(verdict.reason for verdict in verdicts)
    share = attainable / total if total else known / max(1, len(verdicts))
    if refused or not share or share < icp.minimum_known:
        status = "disqualified" if refused else "insufficient_data"
        return Fit(None, None, status, earned, attainable, total, reasons)
    part = earned / attainable if total else 1 - (earned / penalties if penalties else 0.0)
    score = round(min(100.0, max(0.0, 100.0 * part)), 6)
    return Fit(score, _grade(icp.grades, score), "scored", earned, attainable, total, reasons)


def _grade(least: tuple[float, float, float], score: float) -> FitGrade:
    a, b, c = least
    return "A" if score >= a else "B" if score >= b else "C" if score >= c else "D"
