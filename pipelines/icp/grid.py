"""Fit against propensity over a book: open leads by cell, what came of matured moments, and who disagrees."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from features.population import Moments
from models.icp.evidence.grid import Cells
from models.icp.evidence.grid import grid as cells_told
from models.icp.sentences import aim
from models.rows import weigh_leads_alike
from pipelines.icp.arrivals import clusters
from pipelines.icp.bands import bands
from pipelines.icp.looks import letter, open_leads

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.rows import Ints
    from pipelines.icp.looks import Look
    from pipelines.insights.book import Book

EXAMPLES: Final = 5
_SAID: Final = {"met": "yes", "not_met": "no", "unknown": "unknown"}


def grid(book: Book) -> dict[str, Any]:
    """Open leads by fit and band, matured moments by target, and examples of disagreement."""
    found = list(open_leads(book, book.agreement))
    count = Counter((letter(look.old), look.band) for look in found)
    band = bands(book)
    matured = {target: _matured(book, target, band) for target in book.horizons}
    return {
        "open": [
            {"fit": fit, "band": where or None, "leads": leads}
            for (fit, where), leads in sorted(count.items())
        ],
        "matured": matured,
        "examples": {target: _examples(book, cells, found) for target, cells in matured.items()},
    }


def _matured(book: Book, target: Target, band: Ints) -> list[dict[str, Any]]:
    """Moments of leads that the twin had not seen; each lead counts once."""
    rows = np.flatnonzero(book.known(target) & (band > 0))
    return cells_told(
        Cells(
            letter=np.array([letter(book.fits[row]) for row in rows.tolist()], dtype="U1"),
            band=band[rows],
            y=book.data.y[target][rows],
            weight=weigh_leads_alike(book.data.lead[rows]),
            cluster=clusters(book)[rows],
            amount=book.won_amount[book.data.lead[rows]],
        )
    )


def _examples(book: Book, cells: list[dict[str, Any]], found: list[Look]) -> list[dict[str, Any]]:
    """Open leads that stand in the cells that disagree, with the rules' words and the forecast's reasons."""
    told: list[dict[str, Any]] = []
    for cell in cells:
        if not cell["disagrees"]:
            continue
        here = [look for look in found if (letter(look.old), look.band) == (cell["fit"], cell["band"])]
        for look in sorted(here, key=lambda look: look.lead_id)[:EXAMPLES]:
            grade = f"{cell['fit']}{cell['band']}"
            told.append(_example(book, look, grade, cell["disagrees"]))
    reasons = _reasons(book, {one["lead_id"] for one in told})
    for one in told:
        one["reasons"], one["against"] = reasons.get(one["lead_id"], ([], []))
    return told


def _example(book: Book, look: Look, grade: str, disagrees: str) -> dict[str, Any]:
    rules = _rules(book, look)
    return {"lead_id": look.lead_id, "grade": grade, "disagrees": disagrees, "fit_reasons": rules}


def _rules(book: Book, look: Look) -> list[str]:
    """What the rules say, in their words and without what the lead filled in."""
    told = zip(book.agreement.icp.rule, look.old.reasons, strict=True)
    return [f"{aim(rule)}: {_SAID[reason.outcome]}" for rule, reason in told]


def _reasons(book: Book, wanted: set[str]) -> dict[str, tuple[list[str], list[str]]]:
    """The champion's reasons for and against some leads, three of each."""
    said: dict[str, tuple[list[str], list[str]]] = {}
    for population in book.populations:
        some = [place for place, name in enumerate(population.lead_id) if name in wanted]
        if not some:
            continue
        lead = np.array(some, dtype=np.int64)
        scores = book.scorer.score(population, Moments(lead, np.full(lead.size, book.until, np.int64)))
        for place, (good, bad) in zip(some, book.scorer.reasons(scores), strict=True):
            words = ([one.words for one in good[:3]], [one.words for one in bad[:3]])
            said[population.lead_id[place]] = words
    return said
