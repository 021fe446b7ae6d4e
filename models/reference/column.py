"""One column of the training: how its values lay, at each age of a lead, and how much months differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

import numpy as np

from models.reference.bins import Bins
from models.reference.psi import chance_of, dispersion, stability
from models.reference.seen import STATUSES, Kind

if TYPE_CHECKING:
    from models.reference.seen import Sample
    from models.rows import Floats

LEAST: Final = 30
"""A month with fewer rows tells nothing of how much months differ."""

LIKELY: Final = 0.05
"""Against the newest month of the training alone it need not be beyond doubt, but beyond this."""


CODES: Final[dict[Kind, tuple[int, ...]]] = {
    "missing": (0, 1),
    "unread": (0, 1),
    "grade": tuple(range(6)),
    "status": tuple(range(len(STATUSES))),
}
"""Codes that have a cell each, however rare."""


class Departure(NamedTuple):
    """How far some rows lie from the training.

    Attributes:
        excess: the stability index less what chance gives on average.
        p: the probability of an index as large without any change; 1 if it may be so against the
            newest month.
        rows: how many were compared.
        shares: of the cells, now [cells].
        usual: of the cells, in the training at the same ages [cells].
    """

    excess: float
    p: float
    rows: int
    shares: Floats
    usual: Floats


@dataclass(frozen=True, eq=False)
class Column:
    """The cell counts of the training's rows.

    Attributes:
        kind: what the column is of.
        bins: its cells.
        counts: float64 [ages, cells].
        newest: float64 [cells], of the newest month alone.
        spread: the dispersion of months; see ``psi``.
        months: how many months showed it.
    """

    kind: Kind
    bins: Bins
    counts: Floats
    newest: Floats
    spread: float
    months: int

    @classmethod
    def of(cls, sample: Sample, ages: int) -> Self:
        """The column of the training's rows; ``ages`` is how many ages there are."""
        bins = (
            Bins(codes=CODES[sample.kind])
            if sample.kind in CODES
            else Bins.of(sample.values, coded=sample.coded)
        )
        table = _table(bins, sample, ages)
        totals = table.sum(axis=0)
        pairs = [_alike(month, totals - month) for month in table if month.sum() >= LEAST]
        pairs = [(here, there) for here, there in pairs if there.sum() >= LEAST]
        newest = table[0].sum(axis=0) if len(table) else np.zeros(bins.size)
        return cls(sample.kind, bins, totals, newest, dispersion(pairs), len(pairs))

    def departure(self, sample: Sample) -> Departure:
        """How far newer rows lie from those of the training at the same ages.

        They must lie far from all of the training, and from its newest month: what slowly fills up, or was
        already so when the model learnt, is no news.
        """
        table = _table(self.bins, sample, len(self.counts)).sum(axis=0)
        here, there = _alike(table, self.counts)
        found, last = stability(here, there), stability(here, self.newest)
        p = chance_of(found, self.spread, self.months)
        if self.newest.sum() >= LEAST and chance_of(last, self.spread, self.months) >= LIKELY:
            p = 1.0
        excess = found.value - self.spread * found.usual
        rows = int(here.sum())
        return Departure(excess, p, rows, here / max(rows, 1), there / max(float(there.sum()), 1.0))

    def to_json(self) -> dict[str, Any]:
        """As plain values; counts are whole numbers."""
        return {
            "kind": self.kind,
            **self.bins.to_json(),
            "counts": self.counts.astype(int).tolist(),
            "newest": self.newest.astype(int).tolist(),
            "spread": round(self.spread, 4),
            "months": self.months,
        }

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> Self:
        """The inverse of ``to_json``."""
        return cls(
            saved["kind"],
            Bins.from_json(saved),
            np.array(saved["counts"], np.float64),
            np.array(saved["newest"], np.float64),
            float(saved["spread"]),
            int(saved["months"]),
        )


def _table(bins: Bins, sample: Sample, ages: int) -> Floats:
    """Counts by month (newest first), age and cell; float64 [months, ages, cells]."""
    months = int(sample.month.max(initial=-1)) + 1
    place = (sample.month * ages + sample.age) * bins.size + bins.place(sample.values)
    counts = np.bincount(place, minlength=months * ages * bins.size)
    return counts.reshape(months, ages, bins.size).astype(np.float64)


def _alike(here: Floats, there: Floats) -> tuple[Floats, Floats]:
    """Cell counts of two tables [ages, cells], the second as if its leads were of the first one's ages."""
    of_here, of_there = here.sum(axis=1), there.sum(axis=1)
    both = (of_here > 0) & (of_there > 0)
    if not both.any():
        return np.zeros(here.shape[1]), np.zeros(here.shape[1])
    weight = of_here[both] / of_here[both].sum()
    shares = (there[both] / of_there[both][:, None] * weight[:, None]).sum(axis=0)
    return here[both].sum(axis=0), shares * of_there[both].sum()
