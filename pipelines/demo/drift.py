"""A break in the demo company: from a month on other people come, and what used to hold does so no more."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from features.errors import UsageError
from pipelines.demo.blanks import BLANKS
from pipelines.demo.channels import CHANNELS
from pipelines.demo.touches import KINDS

if TYPE_CHECKING:
    from pipelines.demo.arrays import Floats, Ints
    from pipelines.demo.columns import Columns
    from pipelines.demo.nature import Nature
    from pipelines.demo.touches import Touches


class Drift(NamedTuple):
    """What changes for leads created from a month on; nothing does by default.

    month   the calendar month (UTC) it begins with, such as "2026-05"
    channel its share of the new leads is ``times`` what it was, at most nine tenths; the others make room
    sql     added to the log rate of qualification of the new leads
    close   added to their log rate of closing once there is an opportunity
    blank   a field of the forms that is empty for them
    silent  a kind of touch that is no longer recorded, of whichever lead
    """

    month: str
    channel: str = ""
    times: float = 2.0
    sql: float = 0.0
    close: float = 0.0
    blank: str = ""
    silent: str = ""

    @property
    def since(self) -> int:
        """Its first second."""
        return int(np.datetime64(self.month, "s").astype(np.int64))

    def checked(self) -> Drift:
        """Itself, if the world can change so.

        Raises:
            UsageError: a name is unknown, or a number is impossible.
        """
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", self.month):
            raise UsageError(f'month is "{self.month}"; write a calendar month such as "2026-05"')
        known = (
            ("channel", self.channel, [channel.name for channel in CHANNELS]),
            ("blank", self.blank, list(BLANKS)),
            ("silent", self.silent, list(KINDS)),
        )
        for field, named, names in known:
            if named and named not in names:
                raise UsageError(f'{field} is "{named}"; choose one of {", ".join(names)}')
        if not self.times > 0:
            raise UsageError(f"times is {self.times}; it must be above zero")
        return self

    def mix(self, created: Ints, shares: Floats) -> Floats:
        """The channels' shares (leads, channels) with the channel grown for the new leads."""
        if not self.channel:
            return shares
        which = [channel.name for channel in CHANNELS].index(self.channel)
        shares = shares / shares.sum(axis=1, keepdims=True)
        grown = np.minimum(0.9, shares[:, which] * self.times)
        others = shares * ((1 - grown) / (1 - shares[:, which]))[:, None]
        others[:, which] = grown
        return np.where((created >= self.since)[:, None], others, shares)

    def nature(self, created: Ints, usual: Nature) -> Nature:
        """The leads' speeds with the new ones changed: still fixed on arrival, so the truth is exact."""
        new = created >= self.since
        return replace(
            usual, sql=usual.sql * np.exp(self.sql * new), close=usual.close * np.exp(self.close * new)
        )

    def blanked(self, created: Ints, table: Columns) -> Columns:
        """The leads table with the attribute empty for the new leads."""
        if not self.blank:
            return table
        told = zip(cast("list[str]", table[self.blank]), (created >= self.since).tolist(), strict=True)
        return {**table, self.blank: ["" if new else text for text, new in told]}

    def heard(self, every: Touches) -> Touches:
        """The touches that are recorded."""
        if not self.silent:
            return every
        return every.only((every.kind != KINDS.index(self.silent)) | (every.at < self.since))
