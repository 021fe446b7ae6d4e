"""Is any kind of lead forecast worse than before, beyond chance?

Segments come by the dozen: of forty intervals at 95 %, one lies above nought although nothing is worse. So
each is widened until all of them together hold at the agreed level (Bonferroni).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.gate.check import Check
from pipelines.gate.saying import numbers, target_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipelines.gate.differences import Differences, Segment


def floors(found: Mapping[str, Differences], least: int, level: float) -> Iterator[Check]:
    """A check for each segment of at least ``least`` leads, over all targets."""
    large = [
        (target, segment)
        for target, differences in found.items()
        for segment in differences.segments
        if segment.leads >= least
    ]
    for target, segment in large:
        yield _check(target, segment, 1 - (1 - level) / len(large), level)


def _check(target: str, segment: Segment, each: float, level: float) -> Check:
    name = f"floor: {segment.grouping} {segment.group}"
    whose = f"{target_words(target)}, leads with {segment.grouping} {segment.group!r}"
    span = segment.log_loss.wide(each)
    if span is None:
        return Check(name, target, "unknown", None, None, None, 0.0, f"{whose}: nothing to compare.")
    value = segment.log_loss.value
    outcome = "broken" if span[0] > 0 else "better" if span[1] < 0 else "same"
    said = {
        "broken": "forecast worse than by the champion, beyond chance",
        "better": "forecast better than by the champion, beyond chance",
        "same": "not forecast worse than by the champion, as far as chance lets tell",
    }[outcome]
    told = numbers("log loss", value, span, level, segment.leads)
    return Check(name, target, outcome, value, *span, 0.0, f"{whose}: {said} {told}.")
