"""Better or worse than the champion on the whole of the leads that neither bundle had seen?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipelines.gate.check import Check
from pipelines.gate.saying import MEASURES, numbers, target_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.gate.check import Outcome
    from pipelines.gate.differences import Difference, Differences

EVIDENCE: Final = "log_loss"
"""What a promotion may rest on; the other measures can only speak against it."""

_MORE_IS_BETTER: Final = {"average_precision", "capture"}
TOLERANCE: Final = {"calibration": 0.05}
"""Two forecasts' promises differ by a number, not by chance: a twentieth of what came is nothing."""


def quality(target: str, found: Differences, leads: int, level: float, targets: int) -> Iterator[Check]:
    """A check for each measure.

    Args:
        found: how far the bundles are apart.
        leads: how many leads that is measured on.
        level: of the intervals.
        targets: how many are compared. A promotion may rest on the log loss of any, so that those intervals
            are widened until all of them together hold at the level; whatever speaks against it is not
            excused so.
    """
    for name, difference in found.measures.items():
        each = 1 - (1 - level) / targets if name == EVIDENCE else level
        yield _check(name, target, difference, leads, difference.interval(each), level)


def _check(
    name: str,
    target: str,
    difference: Difference,
    leads: int,
    span: tuple[float, float] | None,
    level: float,
) -> Check:
    words = MEASURES[name]
    tolerance = TOLERANCE.get(name, 0.0)
    if span is None:
        why = f"{target_words(target)}: the outcomes are too one-sided to compare the {words.short}."
        return Check(name, target, "unknown", None, None, None, tolerance, why)
    outcome = _outcome(name, difference.value, span, tolerance)
    said = {"better": words.better, "worse": words.worse}.get(outcome, words.same)
    sure = "" if outcome == "same" else ", beyond chance"
    return Check(
        name,
        target,
        outcome,
        difference.value,
        *span,
        tolerance,
        f"{target_words(target)}: {said}{sure} {numbers(words.short, difference.value, span, level, leads)}.",
    )


def _outcome(name: str, value: float, span: tuple[float, float], tolerance: float) -> Outcome:
    low, high = span
    if abs(value) <= tolerance or low <= 0 <= high:
        return "same"
    return "better" if (low > 0) == (name in _MORE_IS_BETTER) else "worse"
