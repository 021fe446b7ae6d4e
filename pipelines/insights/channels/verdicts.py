"""The verdict on every channel, with the numbers behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from features.clock import iso
from pipelines.insights.channels.account import Account
from pipelines.insights.channels.bought import Bought
from pipelines.insights.channels.rates import rates
from pipelines.insights.channels.row import row

if TYPE_CHECKING:
    from features.agreement.values import Target
    from pipelines.insights.channels.arrived import Arrived
    from pipelines.insights.channels.bought import Window
    from pipelines.insights.channels.row import Forecasts


def verdicts(of: Arrived, spent: Bought | tuple[str, ...], forecasts: Forecasts) -> dict[str, Any]:
    """All that is said of channels.

    Args:
        of: the leads.
        spent: what was spent, or why that is not counted.
        forecasts: what is expected of the young; None by target and channel where nothing is.
    """
    told = spent if isinstance(spent, Bought) else None
    account = Account(
        of,
        {target: rates(of, target) for target in of.horizons},
        {target: told.until(of.until - horizon) if told else None for target, horizon in of.horizons.items()},
        told.until(of.until) if told else None,
    )
    agreed = of.agreement.channels
    rows = [row(account, channel, forecasts) for channel in range(len(of.origin.names))]
    return {
        "by": of.origin.attribute,
        "currency": agreed.currency,
        "level": agreed.level,
        "rule": {
            "scrap_below": agreed.scrap_below,
            "least_outcomes": agreed.least_outcomes,
            "falling": agreed.falling,
        },
        "targets": {target: _target(target, account) for target in of.horizons},
        "spend": {
            "agreed": agreed.spend is not None,
            "wrong": list(spent) if not isinstance(spent, Bought) else [],
            "strange": list(told.strange) if told else [],
            "window": _dates(account.whole),
        },
        "amounts": int((~np.isnan(of.amounts)).sum()),
        "rows": rows,
    }


def _target(target: Target, account: Account) -> dict[str, Any]:
    found = account.rates[target]
    return {
        "horizon_us": account.of.horizons[target],
        "leads": int(found.leads.sum()),
        "outcomes": int(found.outcomes.sum()),
        "overall": found.by.overall if found.by else None,
        "lent": found.by.strength if found.by else None,
        "window": _dates(account.windows[target]),
    }


def _dates(window: Window | None) -> list[str] | None:
    return [iso(window.start), iso(window.end)] if window else None
