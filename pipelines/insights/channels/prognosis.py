"""How likely a lead was to convert, at any moment, by a forecast that has not seen what became of it.

The bundle's own forecasts have: they were learnt from most leads, and among leads with the same one those
that saw a page would be compared with others that did as well. So half of the accounts are forecast by
what was learnt from the other half.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from features.population import Moments
from models.booster import BoosterSettings, fit_booster
from models.rows import Rows, varying, weigh_leads_alike

if TYPE_CHECKING:
    import lightgbm as lgb

    from features.agreement.values import Target
    from models.rows import Bools, Floats, Ints, Matrix
    from pipelines.insights.book import Book
    from pipelines.insights.channels.gathered import Gathered

ROUNDS: Final = 80
MOST: Final = 40_000
"""Rows that each half learns from: more would make the forecast a little sharper and the page slow."""
_LEAST: Final = 20
"""Outcomes in each half; with fewer, leads are compared by age, stage and season alone."""
_BLOCK: Final = 50_000
_SETTINGS: Final = BoosterSettings(learning_rate=0.08)


@dataclass(frozen=True, eq=False)
class Prognosis:
    """Two forecasts of one target, each for the leads that the other learnt from.

    Attributes:
        columns: of the catalog that they look at.
        half: which of the two forecasts a lead; [leads].
        boosters: the two; none where there is too little to learn from.
    """

    book: Book
    gathered: Gathered
    columns: Ints
    half: Ints
    boosters: tuple[lgb.Booster, ...]

    def margin(self, lead: Ints, as_of: Ints) -> Floats:
        """Log-odds at moments in any order; zero throughout where nothing could be learnt."""
        if not self.boosters:
            return np.zeros(lead.size)
        order = np.lexsort((as_of, lead))
        leads, instants = lead[order], as_of[order]
        new = np.concatenate(([True], (np.diff(leads) != 0) | (np.diff(instants) != 0)))[: lead.size]
        told = np.empty(lead.size)
        told[order] = self._distinct(leads[new], instants[new])[np.cumsum(new) - 1]
        return told

    def _distinct(self, lead: Ints, as_of: Ints) -> Floats:
        """Of moments in order, without repeats."""
        told = np.empty(lead.size)
        for shard, population in enumerate(self.book.populations):
            start, end = np.searchsorted(lead, self.gathered.shard[shard : shard + 2]).tolist()
            for low in range(start, end, _BLOCK):
                some = slice(low, min(low + _BLOCK, end))
                moments = Moments(lead[some] - self.gathered.shard[shard], as_of[some])
                told[some] = self._of(lead[some], self.book.reader.catalog.compute(population, moments))
        return told

    def _of(self, lead: Ints, x: Matrix) -> Floats:
        margin = np.empty(lead.size)
        for half, booster in enumerate(self.boosters):
            mine = self.half[lead] == half
            if mine.any():
                told = booster.predict(x[mine][:, self.columns], raw_score=True, num_threads=1)
                margin[mine] = np.asarray(told, dtype=np.float64)
        return margin


def prognosis(book: Book, gathered: Gathered, target: Target) -> Prognosis:
    """Learns the two forecasts of a target."""
    seed = book.agreement.seed
    random = np.random.default_rng(seed)
    half = random.integers(0, 2, int(gathered.family.max(initial=0)) + 1)[gathered.family]
    data, known = book.data, book.known(target)
    learnt = [_some(random, known & (half[data.lead] != own)) for own in (0, 1)]
    y = data.y[target]
    if any(min(_outcomes(y, rows, data.lead)) < _LEAST for rows in learnt):
        return Prognosis(book, gathered, np.zeros(0, np.int64), half, ())
    columns = varying(data.x[np.union1d(*learnt)])
    boosters = tuple(fit_booster(_rows(book, rows, columns, y), _SETTINGS, ROUNDS) for rows in learnt)
    return Prognosis(book, gathered, columns, half, boosters)


def _some(random: np.random.Generator, rows: Bools) -> Ints:
    places = np.flatnonzero(rows)
    return places if places.size <= MOST else np.sort(random.choice(places, MOST, replace=False))


def _outcomes(y: Floats, rows: Ints, lead: Ints) -> tuple[int, int]:
    """Leads with the outcome, and leads without."""
    with_, without = (np.unique(lead[rows[y[rows] == told]]).size for told in (1.0, 0.0))
    return with_, without


def _rows(book: Book, rows: Ints, columns: Ints, y: Floats) -> Rows:
    data = book.data
    return Rows(
        x=np.ascontiguousarray(data.x[np.ix_(rows, columns)]),
        y=y[rows],
        weight=weigh_leads_alike(data.lead[rows]),
        lead=data.lead[rows],
        as_of=data.as_of[rows],
        names=tuple(data.features[column].name for column in columns),
        categorical=tuple(data.features[column].categorical for column in columns),
    )
