"""From the answers to all checks to one decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipelines.gate.decision import Decision, asked
from pipelines.gate.promises import NAME as PROMISES
from pipelines.gate.quality import EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.agreement.gate import Gate
    from pipelines.gate.check import Check
    from pipelines.gate.migration import Migration

GROUNDS: Final = (EVIDENCE, "model")
"""A promotion rests on a better forecast, or on one where there was none."""

INCOMPARABLE: Final = ("targets", "champion")
"""Without these there is no comparison: a person is needed whatever else was found."""

MEASURED: Final = ("log_loss", "average_precision", "capture", "calibration")


def decided(checks: Sequence[Check], migration: Migration | None, rules: Gate) -> Decision:
    """Promotes what is better beyond chance, worse nowhere, and breaks no limit; never for its age."""
    better = [check for check in checks if check.outcome == "better" and check.name in GROUNDS]
    worse = [check for check in checks if check.outcome == "worse"]
    limits = [check for check in checks if check.outcome == "broken"]
    failing = [check for check in limits if check.name == PROMISES]
    broken = [check for check in limits if check.name != PROMISES]
    stops = [check for check in broken if check.name in INCOMPARABLE]
    if stops:
        why = "The bundles cannot be compared, so a person has to decide."
        return Decision("needs_human", (why, *_said(stops)), tuple(checks), migration)
    if better and (worse or broken):
        why = "It is better than the champion in some respects and not in all, so a person has to decide."
        return Decision("needs_human", (why, *_said((*better, *worse, *broken))), tuple(checks), migration)
    if better:
        why = "It is better than the champion beyond chance, and nowhere worse."
        return asked(Decision("promote", (why, *_said(better)), tuple(checks), migration), rules)
    if failing and not worse:
        why = "The champion fails, and nothing shows that the new bundle is worse, so a person has to decide."
        return Decision("needs_human", (why, *_said((*failing, *broken))), tuple(checks), migration)
    return Decision("keep", _kept(checks, worse, broken), tuple(checks), migration)


def _kept(checks: Sequence[Check], worse: Sequence[Check], broken: Sequence[Check]) -> tuple[str, ...]:
    if worse:
        return ("It is worse than the champion beyond chance, so the champion stays.", *_said(worse))
    compared = [check for check in checks if check.name == EVIDENCE]
    unknown = [check for check in checks if check.outcome == "unknown" and check.name in MEASURED]
    if any(check.outcome != "unknown" for check in compared):
        why = "Nothing shows beyond chance that it is better than the champion, so the champion stays."
        return (why, *_said((*compared, *broken)))
    why = "Nothing can be compared yet, so the champion stays: age alone replaces nobody."
    return (why, *_said((*unknown, *broken)))


def _said(checks: Sequence[Check]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(check.sentence for check in checks))
