"""The report's part on delays: how long outcomes take, and whether the horizon is long enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from features.clock import words
from models.pages.wording import Spoken, count, percent, spoken
from pipelines.report.delays_chart import delay_chart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.bundle import Bundle

_BECOME: Final = {"sql": "become sales-qualified", "close": "are won"}


@dataclass(frozen=True)
class DelayPart:
    """A target's delays as the page shows them.

    Attributes:
        key: unique on the page.
        sentence: how long it takes, in words; None where no lead has reached the target.
        horizon: what that means for the agreed horizon.
        too_short: whether the horizon misses more than a fifth.
        basis: how many leads this was read from.
        chart: None where there is nothing to draw.
    """

    key: str
    spoken: Spoken
    sentence: str | None
    horizon: str
    too_short: bool
    basis: str
    chart: str | None


def delay_parts(bundle: Bundle) -> tuple[DelayPart, ...]:
    """A part for each target whose delays were measured, in the order of the funnel."""
    measured: Mapping[str, Any] = bundle.json("evaluation.json").get("maturity", {}).get("delays", {})
    return tuple(_part(target, measured[target]) for target in ("sql", "close") if target in measured)


def said(target: str, delay: Mapping[str, Any]) -> tuple[str, ...]:
    """How long it takes to reach a target, and whether the agreed horizon is long enough."""
    drawn = (_sentence(_BECOME[target], delay["quantiles_us"]),) if delay["curve"] else ()
    return (*drawn, _horizon(_BECOME[target], delay))


def _part(target: str, delay: Mapping[str, Any]) -> DelayPart:
    key, become = f"delays-{target}", _BECOME[target]
    drawn = bool(delay["curve"])
    return DelayPart(
        key=key,
        spoken=spoken(target),
        sentence=_sentence(become, delay["quantiles_us"]) if drawn else None,
        horizon=_horizon(become, delay),
        too_short=delay["too_short"],
        basis=_basis(become, delay),
        chart=delay_chart(key, delay, become) if drawn else None,
    )


def _sentence(become: str, quantiles: Mapping[str, int]) -> str:
    half, most, nearly = (words(quantiles[share]) for share in ("50", "80", "90"))
    return (
        f"Of the leads that ever {become}, half do so within {half} of coming in, "
        f"80\N{NO-BREAK SPACE}% within {most} and 90\N{NO-BREAK SPACE}% within {nearly}."
    )


def _horizon(become: str, delay: Mapping[str, Any]) -> str:
    agreed = words(delay["horizon_us"])
    if delay["missed"] is None:
        return f"Too few outcomes are known to say whether the agreed horizon of {agreed} is long enough."
    caught = (
        f"Counted from the moments at which leads are looked at, the agreed horizon of {agreed} misses "
        f"{percent(delay['missed'])} of those that ever {become}"
    )
    if not delay["too_short"]:
        return f"{caught}."
    better = (
        f"{words(delay['suggested_us'])} would miss no more than a fifth, and leave fewer leads old enough "
        "to learn from"
        if delay["suggested_us"]
        else "no horizon of up to two years would miss less than a fifth"
    )
    return f"{caught}, more than a fifth: {better}."


def _basis(become: str, delay: Mapping[str, Any]) -> str:
    still = delay["leads"] - delay["reached"] - delay["closed"]
    return (
        f"Read from {count(delay['leads'])} leads, of which {count(delay['reached'])} did and "
        f"{count(delay['closed'])} were lost for good. The other {count(still)} are still open; each counts "
        f"for as long as it has been followed. The oldest were followed for {words(delay['followed_us'])}, "
        f"by which time {percent(delay['eventual'])} of all {become}."
    )
