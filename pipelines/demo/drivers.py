"""What truly drives conversion: the sum of a lead's log rate ratios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from pipelines.demo.channels import CAMPAIGNS, CHANNELS
from pipelines.demo.market import NEWCOMER, NEWCOMER_YEARS, TECHNOLOGIES, TRAITS

if TYPE_CHECKING:
    from pipelines.demo.arrays import Floats
    from pipelines.demo.people import People

Target = Literal["sql", "close"]


def log_ratio(leads: People, target: Target) -> Floats:
    """The rate at which each lead takes the target's step, as the logarithm of a ratio to the usual rate."""
    total = np.array([getattr(channel, target) for channel in CHANNELS])[leads.channel]
    for trait, options in TRAITS.items():
        total = total + np.array([getattr(option, target) for option in options])[leads.traits[trait]]
    total += leads.technologies @ np.array([getattr(option, target) for option in TECHNOLOGIES])
    if target == "sql":
        total += np.array([campaign.sql for _, campaign in CAMPAIGNS])[leads.campaign]
        total += NEWCOMER.sql * (leads.years < NEWCOMER_YEARS)
    return total


def coefficients(target: Target) -> dict[str, dict[str, float]]:
    """The same numbers by attribute and value, for whoever wants to compare what a model found."""
    tables: dict[str, dict[str, float]] = {
        trait: {option.name: getattr(option, target) for option in options}
        for trait, options in TRAITS.items()
    }
    tables["technologies"] = {option.name: getattr(option, target) for option in TECHNOLOGIES}
    tables["channel"] = {channel.name: getattr(channel, target) for channel in CHANNELS}
    if target == "sql":
        tables["campaign"] = {campaign.name: campaign.sql for _, campaign in CAMPAIGNS if campaign.name}
        tables["years_in_company"] = {NEWCOMER.name: NEWCOMER.sql}
    return tables
