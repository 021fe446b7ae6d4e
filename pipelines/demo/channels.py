"""Where leads come from: how the mix shifts over the months, how ready people are on arrival, what they cost.

Paid social grows from a twelfth of all leads to a third and brings the least ready people: the average
conversion falls although no channel became worse.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Campaign(NamedTuple):
    """A campaign: its part of the channel's leads, what a lead costs (EUR), its log rate ratio for SQL."""

    name: str
    part: float
    cost: float
    sql: float = 0.0


class Channel(NamedTuple):
    """A channel: its share of leads in the first and in the last month, and who comes by it.

    ``arrive`` weighs the phases (dormant, exploring, evaluating) in which its people arrive; ``sql`` and
    ``close`` are log rate ratios that remain when the phase is the same.
    """

    name: str
    first: float
    last: float
    arrive: tuple[float, float, float]
    sql: float
    close: float
    campaigns: tuple[Campaign, ...]


UNPAID: Final = (Campaign("", 1.0, 0.0),)
CHANNELS: Final = (
    Channel("organic_search", 0.24, 0.18, (0.25, 0.50, 0.25), 0.0, 0.0, UNPAID),
    Channel(
        "paid_search",
        0.18,
        0.14,
        (0.25, 0.45, 0.30),
        0.05,
        0.0,
        (
            Campaign("search-brand", 0.35, 38, 0.20),
            Campaign("search-category", 0.45, 92),
            Campaign("search-competitor", 0.20, 121, -0.15),
        ),
    ),
    Channel(
        "paid_social",
        0.08,
        0.32,
        (0.58, 0.36, 0.06),
        -0.40,
        -0.15,
        (Campaign("social-lookalike", 0.7, 41, -0.10), Campaign("social-retargeting", 0.3, 58, 0.20)),
    ),
    Channel("webinar", 0.13, 0.09, (0.25, 0.60, 0.15), 0.10, 0.0, (Campaign("webinar-series", 1.0, 64),)),
    Channel(
        "event",
        0.10,
        0.06,
        (0.40, 0.48, 0.12),
        0.05,
        0.05,
        (Campaign("trade-shows", 0.5, 145), Campaign("roadshow", 0.5, 168, 0.10)),
    ),
    Channel("partner", 0.07, 0.06, (0.12, 0.50, 0.38), 0.35, 0.20, (Campaign("partner-program", 1.0, 110),)),
    Channel("referral", 0.05, 0.04, (0.10, 0.45, 0.45), 0.45, 0.25, UNPAID),
    Channel("direct", 0.09, 0.07, (0.20, 0.45, 0.35), 0.10, 0.05, UNPAID),
    Channel("bought_list", 0.06, 0.04, (0.75, 0.23, 0.02), -0.50, -0.10, (Campaign("list-import", 1.0, 9),)),
)
CAMPAIGNS: Final = tuple((channel, campaign) for channel in CHANNELS for campaign in channel.campaigns)
