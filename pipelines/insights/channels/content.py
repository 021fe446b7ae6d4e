"""What touches and content have to do with conversion: everything found, thing by thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from features.population import FAR
from models.matching import discoveries
from models.matching.comparison import LEAST_CASES, LEAST_OUTCOMES
from models.matching.nearest import CALIPER, EACH
from models.matching.risk_sets import WINDOW
from pipelines.insights.channels.audience import audience, groups_of
from pipelines.insights.channels.before import MOST, asked, before
from pipelines.insights.channels.prognosis import prognosis
from pipelines.insights.channels.things import LEAST, things
from pipelines.insights.channels.waits import wait_after

if TYPE_CHECKING:
    from features.agreement.values import Target
    from pipelines.insights.book import Book
    from pipelines.insights.channels.gathered import Gathered
    from pipelines.insights.channels.origin import Origin
    from pipelines.insights.channels.things import Thing

_RULE: Final = {
    "seen": LEAST,
    "cases": LEAST_CASES,
    "outcomes": LEAST_OUTCOMES,
    "controls": EACH,
    "window_us": WINDOW,
    "caliper": CALIPER,
    "most": MOST,
}


def content(book: Book, gathered: Gathered, origin: Origin | None) -> dict[str, Any]:
    """What is known of assets, kinds and channels of touches."""
    found = things(gathered.touches)
    level, seed = book.agreement.channels.level, book.agreement.seed
    groups = groups_of(book, gathered, origin) if found.looked else None
    rows = [
        {
            "aspect": thing.aspect,
            "name": thing.name,
            "direction": thing.direction,
            "seen": thing.seen,
            "before_known": int((thing.first < gathered.created).sum()),
            "targets": {},
            "wait": wait_after(thing, gathered.created, gathered.stages, book.until, level, seed),
            "who": audience(thing, groups) if groups else [],
        }
        for thing in found.looked
    ]
    learnt: dict[str, Any] = {}
    for target in book.horizons:
        learnt[target] = _compared(book, gathered, target, found.looked, rows)
    return {
        "leads": int(gathered.created.size),
        "touches": int(gathered.touches.at.size),
        "left": found.left,
        "rule": dict(_RULE),
        "level": level,
        "targets": learnt,
        "comparisons": _marked(rows),
        "things": rows,
    }


def _compared(
    book: Book, gathered: Gathered, target: Target, looked: tuple[Thing, ...], rows: list[dict[str, Any]]
) -> dict[str, Any]:
    """Adds what is found of one target to every thing; gives what is said of the target once."""
    agreed = book.agreement
    leads = gathered.matched(target, book.horizons[target], book.until)
    known = book.known(target) & book.first
    level, seed = agreed.channels.level, agreed.seed
    forecast = prognosis(book, gathered, target) if looked else None
    if forecast is not None:
        every = [asked(thing, leads, seed) for thing in looked]
        moments = [one.moments() for one in every]
        # all at once: what several things ask of one lead at one moment is forecast once
        told = forecast.margin(*(np.concatenate(column) for column in zip(*moments, strict=True)))
        ends = np.cumsum([one.lead.size for one in moments])[:-1]
        for row, one, margin in zip(rows, every, np.split(told, ends), strict=True):
            row["targets"][target] = before(one, leads, margin, level, seed)
    return {
        "horizon_us": book.horizons[target],
        "reached": int((leads.reached < FAR).sum()),
        "overall": float(book.data.y[target][known].mean()) if known.any() else None,
        "by_forecast": bool(forecast and forecast.boosters),
    }


def _marked(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Says of each comparison whether it stands among all; gives how many there are and how many stand."""
    told = [one for row in rows for one in row["targets"].values() if one["chance"] is not None]
    stands = discoveries([one["chance"] for one in told])
    for row in rows:
        for one in row["targets"].values():
            one["stands"] = False
    for one, stand in zip(told, stands, strict=True):
        one["stands"] = stand
    return {"all": len(told), "standing": sum(stands)}
