"""Leads as they came: by which channel, and what became of each within a horizon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement import Agreement
    from features.agreement.values import Target
    from models.rows import Floats, Ints
    from pipelines.insights.book import Book
    from pipelines.insights.channels.gathered import Gathered
    from pipelines.insights.channels.origin import Origin


@dataclass(frozen=True, eq=False)
class Arrived:
    """What verdicts on channels are made from.

    Attributes:
        until: nothing dated from this instant on is known.
        horizons: of the targets, microseconds.
        created: when each lead came. [leads]
        outcome: by target, whether each lead reached it within the horizon of the moment at which it was
            first looked at; NaN where that is not known. Each [leads].
        amounts: what each lead was won for; NaN where it was not, or nobody says. [leads]
    """

    agreement: Agreement
    until: int
    horizons: Mapping[Target, int]
    created: Ints
    origin: Origin
    outcome: Mapping[Target, Floats]
    amounts: Floats


def arrived(book: Book, gathered: Gathered, origin: Origin) -> Arrived:
    """The leads of a book."""
    lead = book.data.lead[book.first]
    outcome: dict[Target, Floats] = {}
    for target in book.horizons:
        outcome[target] = np.full(gathered.created.size, np.nan)
        outcome[target][lead] = book.data.y[target][book.first]
    return Arrived(
        book.agreement, book.until, book.horizons, gathered.created, origin, outcome, book.won_amount
    )
