"""The personas that the agreement names, as they came in and converted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from features.history import Coded
from models.personas import column_of, members
from pipelines.insights.personas.quarters import quarters
from pipelines.insights.personas.rates import rates

if TYPE_CHECKING:
    from features.agreement import Persona
    from pipelines.insights.book import Book
    from pipelines.insights.personas.arrivals import Arrivals


def followed(book: Book, arrivals: Arrivals) -> list[dict[str, Any]]:
    """Each named persona, in the agreement's order; a lead may be in several."""
    return [_followed(book, arrivals, persona) for persona in book.agreement.persona]


def where_of(persona: Persona) -> list[dict[str, Any]]:
    """The conditions as the agreement states them."""
    return [where.model_dump(mode="json", exclude_none=True) for where in persona.where]


def _followed(book: Book, arrivals: Arrivals, persona: Persona) -> dict[str, Any]:
    told: dict[str, Any] = {"name": persona.name, "where": where_of(persona)}
    unknown = [where.attribute for where in persona.where if column_of(where, book.attributes) is None]
    if unknown:
        return {**told, "unknown": unknown, "leads": None}
    columns = {name for where in persona.where if (name := column_of(where, book.attributes))}
    texts = {name: _first(book, name) for name in sorted(columns)}
    here = members(persona, texts, book.agreement.attributes.missing, book.reader.plan.attributes)
    everyone = np.ones(here.size, dtype=bool)
    return {
        **told,
        "unknown": [],
        "leads": int(here.sum()),
        "share": float(here.mean()) if here.size else 0.0,
        "rates": rates(arrivals.y, here),
        "quarters": quarters(arrivals, book.until, here, everyone),
    }


def _first(book: Book, attribute: str) -> Coded:
    texts = book.text(attribute)
    return Coded(texts.codes[book.first], texts.values)
