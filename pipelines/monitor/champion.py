"""How long ago the champion was trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.clock import DAY, words
from pipelines.monitor.finding import Finding, finding

if TYPE_CHECKING:
    from features.agreement import Monitor


def age(trained: int, as_of: int, limits: Monitor) -> Finding:
    """The finding about a champion that knows what was known at ``trained``."""
    old = max(0, as_of - trained)
    return finding(
        "champion_old",
        "champion",
        f"The champion was trained on what was known {words(old)} ago.",
        value=old / DAY,
        limit=limits.champion_age / DAY,
        raised=old > limits.champion_age,
    )
