"""Everything there is to find of what drives conversion, as plain JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from features.clock import iso
from features.dataset import TARGETS
from pipelines.insights.drivers.dependence import dependences
from pipelines.insights.drivers.looked import look
from pipelines.insights.drivers.ranking import ranking
from pipelines.insights.drivers.segments import by_segment
from pipelines.insights.drivers.steadiness import steadiness
from pipelines.insights.drivers.values import values
from pipelines.insights.grouping import groupings

if TYPE_CHECKING:
    from features.agreement.values import Target
    from pipelines.insights.book import Book
    from pipelines.insights.grouping import Grouping


def find(book: Book) -> dict[str, Any]:
    """By target: what the model's forecasts depend on, and how often each value of an attribute converts.

    The model is the twin, and it is asked only of leads that it had not seen; the counts are of all leads on
    arrival whose horizon has passed.
    """
    groups = groupings(book)
    return {
        "version": book.bundle.version,
        "as_of": iso(book.until),
        "origin": None if book.origin is None else iso(book.origin),
        "targets": {
            target: {
                "horizon_us": book.horizons[target],
                **_modelled(book, target, groups),
                "steadiness": steadiness(book, target),
                "values": values(book, target, groups),
            }
            for target in TARGETS
            if target in book.horizons
        },
    }


def _modelled(book: Book, target: Target, groups: tuple[Grouping, ...]) -> dict[str, Any]:
    looked = look(book, target)
    if isinstance(looked, str):
        return {"why_not": looked}
    drivers, told = ranking(looked)
    return {
        "why_not": None,
        "leads": looked.draws.leads,
        "moments": int(looked.rows.size),
        "conversions": len({*looked.lead[looked.y == 1].tolist()}),
        **told,
        "segments": by_segment(book, looked, drivers, groups),
        "dependence": dependences(looked, drivers),
    }
