"""What ``leadcast check`` says of horizons that are too short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from features.checks.finding import Finding
from features.clock import DAY, words
from features.delays.measured import Delay, delays

if TYPE_CHECKING:
    from collections.abc import Iterable

    from features.agreement import Agreement
    from features.agreement.values import Target
    from features.population import Population

_MEANING: Final[dict[Target, str]] = {"sql": "become an SQL", "close": "are won"}


def short_horizons(
    populations: Iterable[Population], agreement: Agreement, until: int
) -> tuple[Finding, ...]:
    """A warning for each target whose horizon misses more than a fifth of the eventual outcomes."""
    found = delays(populations, agreement, until)
    return tuple(_finding(delay) for delay in found.values() if delay.too_short)


def _finding(delay: Delay) -> Finding:
    horizon, late = words(delay.horizon), delay.moment.quantile(0.9)
    reason = (
        f"Of the leads that ever {_MEANING[delay.target]}, {delay.missed:.0%} do so more than {horizon} "
        f"after the moment they are looked at{f'; 90 % do within {words(late)}' if late else ''}. "
        "The forecast counts them as not converting."
    )
    action = (
        f'Write {delay.target} = "{delay.suggested // DAY}d" in [targets], which misses no more than a fifth.'
        if delay.suggested
        else "Write a longer horizon in [targets], as long as the sales cycle."
    )
    return Finding(
        check="horizon too short",
        severity="warning",
        table="stages",
        column=None,
        count=round((delay.missed or 0.0) * delay.moment.reached),
        of=delay.moment.reached,
        examples=(f"{delay.target} = {horizon}",),
        reason=reason,
        action=f"{action} A longer horizon leaves fewer leads old enough to learn from.",
    )
