"""How long ago anything was trained: a champion may be old if it keeps winning, its last rival may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.clock import DAY, instant, words
from pipelines.monitor.finding import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from features.agreement import Monitor


def age(trained: int, versions: Iterable[str], as_of: int, limits: Monitor) -> Finding:
    """The finding about the newest bundle.

    Args:
        trained: the instant by which the champion knew what it knows.
        versions: of all bundles; their names begin with the day of theirs.
        as_of: what was trained later does not count.
    """
    days = [instant(version[:10]) for version in versions]
    old = as_of - max([trained, *(day for day in days if day <= as_of)])
    return finding(
        "training_old",
        "training",
        f"The newest bundle was trained on what was known {words(old)} ago.",
        value=old / DAY,
        limit=limits.training_age / DAY,
        raised=old > limits.training_age,
    )
