"""The moments that drivers are measured on: leads that the twin had not seen, whose outcome is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from models.drivers.draws import LeadDraws
from models.funnel.events import SQL, SQL_BY_CLOSE, serves
from models.twins import twin_of
from pipelines.insights.drivers.names import called

if TYPE_CHECKING:
    from collections.abc import Iterator

    from features.agreement.values import Target
    from features.family import Feature
    from models.funnel import Funnel
    from models.rows import Bools, Floats, Ints, Matrix
    from pipelines.insights.book import Book

MOST: Final = 4_000
"""Leads looked at; of more, so many are drawn by lot."""
LEADS: Final = 100
OUTCOMES: Final = 20
"""Leads, and leads with either outcome, below which a model's drivers are not told."""


@dataclass(frozen=True, eq=False)
class Looked:
    """Some moments of a book and what the twin said of them. All [n], ascending by lead and age.

    Attributes:
        rows: which of the book's.
        x: [n, catalog's features].
        y: 0 or 1.
        age: microseconds since the lead came.
        contributions: [n, columns], log-odds.
        columns: the catalog's columns that contribute.
        features: theirs.
        trees: of each model that has a part in it, the catalog's columns it reads, and its booster's text.
    """

    target: Target
    funnel: Funnel
    rows: Ints
    x: Matrix
    y: Floats
    lead: Ints
    age: Ints
    open_: dict[Target, Bools]
    contributions: Floats
    columns: Ints
    features: tuple[Feature, ...]
    trees: tuple[tuple[Ints, str], ...]
    draws: LeadDraws
    seed: int

    @cached_property
    def themes(self) -> tuple[str, ...]:
        """What the features speak of, in their order."""
        return tuple(dict.fromkeys(called(feature) for feature in self.features))

    @cached_property
    def theme(self) -> Ints:
        """Each feature's theme, by number [columns]."""
        place = {name: number for number, name in enumerate(self.themes)}
        return np.array([place[called(feature)] for feature in self.features], np.int64)

    def p_of(self, x: Matrix) -> Floats:
        """The twin's forecast, were the rows ``x``."""
        return self.funnel.forecast(self.target, x, self.open_).p

    def margin_of(self, x: Matrix) -> Floats:
        """Its log-odds."""
        return self.funnel.forecast(self.target, x, self.open_).margin


def look(book: Book, target: Target) -> Looked | str:
    """The moments, or in a sentence why there are none to look at."""
    if book.twin is None:
        return "The data are too short for a model that is tested on leads it has not seen."
    if target not in book.twin.targets:
        return "Outcomes are too few to learn from some leads and to test on later ones."
    able = book.unseen & book.known(target)
    leads, outcomes = _counts(book, target, able)
    if leads < LEADS or min(outcomes, leads - outcomes) < OUTCOMES:
        return (
            f"Only {leads} leads that the model had not seen have a known outcome, {outcomes} of them "
            f"converted; too few to say (at least {LEADS} leads, {OUTCOMES} of either outcome)."
        )
    rows = np.flatnonzero(_some(book, able))
    chosen = np.zeros(able.size, dtype=bool)
    chosen[rows] = True
    told, data = book.told(target, chosen), book.data
    if not told.contributions[:, :-1].any():
        return "The model found nothing that tells leads apart: it says the same of all."
    columns = book.twin.targets[target].columns
    return Looked(
        target=target,
        funnel=book.twin.funnel,
        rows=rows,
        x=data.x[rows],
        y=data.y[target][rows],
        lead=data.lead[rows],
        age=data.as_of[rows] - data.created[rows],
        open_={name: able[rows] for name, able in data.open.items()},
        contributions=told.contributions[:, :-1],
        columns=columns,
        features=tuple(book.twin.catalog.features[column] for column in columns),
        trees=tuple(_trees(book, target)),
        draws=LeadDraws(data.lead[rows], book.agreement.seed),
        seed=book.agreement.seed,
    )


def _counts(book: Book, target: Target, able: Bools) -> tuple[int, int]:
    """Leads, and those of them of whom some moment was followed by a conversion."""
    lead, y = book.data.lead[able], book.data.y[target][able]
    return int(np.unique(lead).size), int(np.unique(lead[y == 1]).size)


def _trees(book: Book, target: Target) -> Iterator[tuple[Ints, str]]:
    twin = twin_of(book.workspace, book.bundle.version)
    models = twin.manifest["facts"]["models"] if twin else ()
    for event in models:
        instead = target == "close" and event == SQL and SQL_BY_CLOSE not in models
        if twin and (serves(event, target) or instead) and twin.has(f"{event}.txt"):
            columns = np.array(twin.json(f"{event}.json")["columns"], np.int64)
            yield columns, twin.text(f"{event}.txt")


def _some(book: Book, able: Bools) -> Bools:
    """All of the rows, or those of MOST leads."""
    leads = np.unique(book.data.lead[able])
    if leads.size <= MOST:
        return able
    drawn = np.random.default_rng(book.agreement.seed).choice(leads, MOST, replace=False)
    return able & np.isin(book.data.lead, drawn)
