"""What verdicts are made of: rates, spend and amounts, and a channel's account of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.verdict import bill, worth_of
from models.verdict.money import DRAWS, Worth
from models.verdict.shrunk import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement.values import Target
    from models.verdict import Bill
    from pipelines.insights.channels.arrived import Arrived
    from pipelines.insights.channels.bought import Window
    from pipelines.insights.channels.rates import Rates


@dataclass(frozen=True, eq=False)
class Account:
    """What verdicts are made of.

    Attributes:
        rates: by target.
        windows: by target the time for which spend and outcome are known; None where there is none.
        whole: the time for which spend is known.
    """

    of: Arrived
    rates: Mapping[Target, Rates]
    windows: Mapping[Target, Window | None]
    whole: Window | None

    def worth(self, channel: int) -> Worth | None:
        """What a win of a channel is worth; None where nobody says."""
        agreed, amounts = self.of.agreement, self.of.amounts
        every = amounts[~np.isnan(amounts)]
        if not every.size and agreed.channels.win_worth is not None:
            sure = agreed.channels.win_worth
            return Worth(Estimate(sure, sure, sure), np.full(DRAWS, sure))
        own = amounts[(self.of.origin.code == channel) & ~np.isnan(amounts)]
        return worth_of(own, every, agreed.channels.level, agreed.seed)

    def bill(self, channel: int, target: Target, worth: Worth | None) -> Bill | None:
        """What the outcomes of a channel cost and bring, over the time for which both are known."""
        found, window = self.rates[target], self.windows[target]
        agreed = self.of.agreement
        if found.by is None:
            return None
        came = self.of.origin.code == channel
        if window is not None:
            came &= window.inside
        told = came & found.told
        counts = int((told & found.happened).sum()), int(told.sum())
        spent = float(window.spent[channel]) if window else None
        rate = found.by.rate(*counts, agreed.channels.level)
        beta = found.by.beta(*counts)
        # the money went to all leads of the time, whether or not their outcome is known
        return bill(rate, beta, spent, int(came.sum()), worth, agreed.channels.level, agreed.seed)

    def per_lead(self, channel: int) -> float | None:
        """What a lead of a channel cost; None without spend or leads."""
        if self.whole is None:
            return None
        came = int(((self.of.origin.code == channel) & self.whole.inside).sum())
        return float(self.whole.spent[channel]) / came if came else None

    def falls(self, channel: int, target: Target) -> bool:
        """Whether it falls beyond chance, though so many channels and targets are looked at."""
        chance = self.rates[target].chance[channel]
        looked = sum(one is not None for found in self.rates.values() for one in found.chance)
        return chance is not None and chance < self.of.agreement.channels.falling / max(looked, 1)
