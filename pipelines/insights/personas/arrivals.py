"""The leads of a book as they arrived: what could be said of each, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.personas import Fact, Facts, Followed
from pipelines.insights.grouping import groupings

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.rows import Bools, Floats, Ints
    from pipelines.insights.book import Book


@dataclass(frozen=True, eq=False)
class Arrivals:
    """One row a lead, as known when it was created.

    Attributes:
        facts: what personas may be made of.
        followed: what came of each since.
        y: by target, 1 or 0, or NaN where the horizon has not passed.
        account: a number an account, -1 without one.
        created: instants.
        lead: the leads' numbers in the book.
    """

    facts: Facts
    followed: Followed
    y: dict[Target, Floats]
    account: Ints
    created: Ints
    lead: Ints

    @classmethod
    def of(cls, book: Book) -> Arrivals:
        """Those of a book's first moments."""
        first, data = book.first, book.data
        facts = Facts.of(
            Fact(one.attribute, one.kind, one.groups, one.member[first], one.conditions)
            for one in groupings(book)
        )
        y: dict[Target, Floats] = {target: data.y[target][first] for target in book.horizons}
        return cls(facts, _followed(book), y, data.account[first], data.created[first], data.lead[first])

    @property
    def mature(self) -> Bools:
        """Whether what came of a lead is known for every target. [leads]"""
        return np.logical_and.reduce([~np.isnan(y) for y in self.y.values()])


def _followed(book: Book) -> Followed:
    """What came of the leads of the first moments, for as long as the data go."""
    first, data = book.first, book.data
    created = data.created[first]
    reached = np.column_stack([data.reached[target][first] for target in book.horizons])
    at_risk = np.column_stack([data.open[target][first] for target in book.horizons])
    watched = np.where(at_risk, (book.until - created)[:, None], 0)
    return Followed(np.where(reached < book.until, np.maximum(0, reached - created[:, None]), -1), watched)
