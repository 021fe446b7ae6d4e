"""Everything found about channels, content and touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from features.clock import iso
from pipelines.insights.channels.arrived import arrived
from pipelines.insights.channels.bought import bought
from pipelines.insights.channels.content import content
from pipelines.insights.channels.gathered import gathered
from pipelines.insights.channels.origin import origin_of
from pipelines.insights.channels.rates import young
from pipelines.insights.channels.verdicts import verdicts

if TYPE_CHECKING:
    from pipelines.insights.book import Book
    from pipelines.insights.channels.gathered import Gathered
    from pipelines.insights.channels.origin import Origin
    from pipelines.insights.channels.row import Forecasts


def find(book: Book) -> dict[str, Any]:
    """The verdict on each channel, and what precedes conversion."""
    leads = gathered(book)
    origin = origin_of(book.agreement, book.populations, leads.touches)
    known = None if isinstance(origin, str) else origin
    return {
        "known_until": iso(book.until),
        "missing": origin if isinstance(origin, str) else None,
        "channels": _verdicts(book, leads, known) if known else None,
        "content": content(book, leads, known),
    }


def _verdicts(book: Book, leads: Gathered, origin: Origin) -> dict[str, Any]:
    came = arrived(book, leads, origin)
    forecasts: Forecasts = {target: young(book, origin, target) for target in book.horizons}
    return verdicts(came, bought(came, book.workspace.path), forecasts)
