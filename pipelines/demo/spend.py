"""What the campaigns cost, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipelines.demo.arrivals import month_of
from pipelines.demo.channels import CAMPAIGNS
from pipelines.demo.columns import Words

if TYPE_CHECKING:
    from pipelines.demo.arrivals import Span
    from pipelines.demo.columns import Columns
    from pipelines.demo.people import People


def campaign_table(rng: np.random.Generator, leads: People, when: Span) -> Columns:
    """(campaign, channel, month, spend in EUR) for every paid campaign and month."""
    first, last = month_of(np.array([when.start, when.end - 1])).tolist()
    months = last - first + 1
    came = np.zeros((len(CAMPAIGNS), months))
    np.add.at(came, (leads.campaign, month_of(leads.created) - first), 1)
    cost = np.array([campaign.cost for _, campaign in CAMPAIGNS])[:, None]
    spend = np.rint(cost * (came * rng.lognormal(0.0, 0.15, came.shape) + 1))
    paid = [place for place, (_, campaign) in enumerate(CAMPAIGNS) if campaign.name]
    which = np.repeat(paid, months)
    return {
        "campaign": Words(which, [campaign.name for _, campaign in CAMPAIGNS]),
        "channel": Words(which, [channel.name for channel, _ in CAMPAIGNS]),
        "month": np.arange(first, last + 1).astype("datetime64[M]").astype(str).tolist() * len(paid),
        "spend": spend[paid].ravel(),
    }
