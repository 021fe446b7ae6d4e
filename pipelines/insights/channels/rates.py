"""How often leads of each channel reach a target after they came, and what is expected of the young."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from features.local_clock import local
from models.verdict import falling, shrunk

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.rows import Bools, Floats, Ints
    from models.verdict import Shrunk
    from pipelines.insights.book import Book
    from pipelines.insights.channels.arrived import Arrived
    from pipelines.insights.channels.origin import Origin

_Z: Final = 1.96


@dataclass(frozen=True, eq=False)
class Rates:
    """One target on arrival, by channel.

    Attributes:
        told: whether a lead's outcome within the horizon of its arrival is known. [leads]
        happened: whether it was reached. [leads]
        leads, outcomes: those told, and of these those that reached it. [channels]
        by: None where no lead, or every one, reached it.
        quarters: "2026 Q1" and so on, of those told.
        quarter: of each lead, -1 where it is not told. [leads]
        chance: how often chance would make a channel fall so far against the others. [channels]
    """

    told: Bools
    happened: Bools
    leads: Ints
    outcomes: Ints
    by: Shrunk | None
    quarters: tuple[str, ...]
    quarter: Ints
    chance: tuple[float | None, ...]

    def counts(self, code: Ints, channels: int) -> tuple[Ints, Ints]:
        """Leads and outcomes by channel and quarter; each [channels, quarters]."""
        shape = (channels, len(self.quarters))
        cell = code[self.told] * shape[1] + self.quarter[self.told]
        leads = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
        happened = np.bincount(cell, self.happened[self.told], minlength=shape[0] * shape[1])
        return leads, happened.reshape(shape).astype(np.int64)


def rates(of: Arrived, target: Target) -> Rates:
    """Those of one target. A lead counts once, as it stood when it came."""
    origin, y = of.origin, of.outcome[target]
    told, happened = ~np.isnan(y), y == 1
    channels = len(origin.names)
    n = np.bincount(origin.code[told], minlength=channels)
    k = np.bincount(origin.code[told & happened], minlength=channels)
    months = local(of.created, of.agreement.zone).astype("datetime64[us]").astype("datetime64[M]")
    quarter = months.astype(np.int64) // 3
    own, place = np.unique(quarter[told], return_inverse=True)
    which = np.full(told.size, -1, dtype=np.int64)
    which[told] = place
    words = tuple(f"{1970 + one // 4} Q{one % 4 + 1}" for one in own.tolist())
    by = shrunk(k.tolist(), n.tolist(), of.agreement.channels.level)
    found = Rates(told, happened, n, k, by, words, which, ())
    leads, outcomes = found.counts(origin.code, channels)
    every, all_ = leads.sum(axis=0), outcomes.sum(axis=0)
    chance = [
        falling(own_k, own_n, all_ - own_k, every - own_n)
        for own_k, own_n in zip(outcomes, leads, strict=True)
    ]
    return Rates(told, happened, n, k, by, words, which, tuple(chance))


def young(book: Book, origin: Origin, target: Target) -> list[dict[str, Any] | None]:
    """By channel, the mean forecast on arrival of leads whose outcome is not known yet."""
    data = book.data
    later = data.as_of + book.horizons[target] >= book.until
    rows = np.flatnonzero(book.first & later & data.open[target])
    if target not in book.reader.funnel.targets or not rows.size:
        return [None] * len(origin.names)
    opened: dict[Target, Bools] = {name: able[rows] for name, able in data.open.items()}
    p = book.reader.funnel.p(target, data.x[rows], opened)
    code = origin.code[data.lead[rows]]
    return [_forecast(p[(code == channel) & ~np.isnan(p)]) for channel in range(len(origin.names))]


def _forecast(p: Floats) -> dict[str, Any] | None:
    """The mean, and where the share of outcomes will lie if the forecasts are right."""
    if not p.size:
        return None
    mean, spread = float(p.mean()), float(np.sqrt((p * (1 - p)).sum()) / p.size)
    low, high = max(mean - _Z * spread, 0.0), min(mean + _Z * spread, 1.0)
    return {"leads": int(p.size), "mean": mean, "low": low, "high": high}
