"""A channel's line: its verdict and all numbers behind it, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.verdict import Measured, Money, Rule, judge
from pipelines.insights.channels.origin import REST, UNKNOWN

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.verdict import Bill, Estimate
    from pipelines.insights.channels.account import Account

Forecasts = dict["Target", list[dict[str, Any] | None]]
"""By target and channel, what is expected of the young."""


def row(account: Account, channel: int, forecasts: Forecasts) -> dict[str, Any]:
    """The line of a channel, by its place among the origin's; no verdict on what is not one channel."""
    agreed = account.of.agreement.channels
    worth = account.worth(channel)
    bills = {
        target: account.bill(channel, target, worth if target == "close" else None) for target in forecasts
    }
    measured = [one for target in forecasts if (one := _measured(account, channel, target)) is not None]
    closing = bills.get("close")
    window = account.windows.get("close")
    money = Money(
        spent=float(account.whole.spent[channel]) if account.whole else None,
        cost=closing.per_outcome if closing and window and window.spent[channel] > 0 else None,
        worth=worth.estimate if worth else None,
    )
    name = account.of.origin.names[channel]
    one = name not in (REST, UNKNOWN)
    verdict = judge(measured, money, Rule(agreed.scrap_below, agreed.least_outcomes)) if one else None
    return {
        "channel": name,
        "leads": int((account.of.origin.code == channel).sum()),
        "verdict": verdict.word if verdict else None,
        "reasons": [list(reason) for reason in verdict.reasons] if verdict else [],
        "targets": {
            target: _numbers(account, channel, target, forecasts[target][channel], bills[target])
            for target in forecasts
        },
        "spend": money.spent,
        "cost_per_lead": account.per_lead(channel),
        "worth": _plain(worth.estimate if worth else None),
        "value": _plain(closing.value if closing else None),
        "back": _plain(closing.back if closing else None),
    }


def _measured(account: Account, channel: int, target: Target) -> Measured | None:
    found = account.rates[target]
    if found.by is None:
        return None
    return Measured(
        target=target,
        leads=int(found.leads[channel]),
        outcomes=int(found.outcomes[channel]),
        rate=found.by.rates[channel],
        overall=found.by.overall,
        falls=account.falls(channel, target),
    )


def _numbers(
    account: Account, channel: int, target: Target, forecast: dict[str, Any] | None, cost: Bill | None
) -> dict[str, Any]:
    found = account.rates[target]
    leads, outcomes = found.counts(account.of.origin.code, len(account.of.origin.names))
    return {
        "leads": int(found.leads[channel]),
        "outcomes": int(found.outcomes[channel]),
        "rate": _plain(found.by.rates[channel] if found.by else None),
        "cost": _plain(cost.per_outcome if cost else None),
        "forecast": forecast,
        "fall_chance": found.chance[channel],
        "quarters": [
            {"quarter": quarter, "leads": int(n), "outcomes": int(k)}
            for quarter, n, k in zip(found.quarters, leads[channel], outcomes[channel], strict=True)
        ],
    }


def _plain(estimate: Estimate | None) -> list[float] | None:
    return list(estimate) if estimate else None
