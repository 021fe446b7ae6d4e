"""The band of propensity that leads stood in, by a twin that had never seen them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.bands import cut_bands
from models.rows import weigh_leads_alike

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.rows import Bools, Ints
    from pipelines.insights.book import Book


def ranked_by(book: Book) -> Target | None:
    """The target that ranks, where the twin forecasts it; None without."""
    target = book.scorer.ranked_by
    return target if book.twin and target in book.twin.targets else None


def bands(book: Book) -> Ints:
    """By row, 1 (highest) to 4; 0 where the twin has seen the lead, or nothing is to be forecast. [rows]

    Cut by rank among the leads it has not seen, each counting once, at the shares of the agreement.
    """
    out = np.zeros(book.data.lead.size, dtype=np.int64)
    target = ranked_by(book)
    if target is None or not book.unseen.any():
        return out
    rows = np.flatnonzero(book.unseen)
    p = book.told(target, book.unseen).p
    told: Bools = ~np.isnan(p)
    if told.any():
        cut = cut_bands(p[told], weigh_leads_alike(book.data.lead[rows[told]]), book.agreement.action.bands)
        out[rows] = cut.band(cut.rank(p))
    return out
