"""Leads at moments, with the champion's band and the fit by two profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from features.clock import WEEK
from features.labels import closed
from features.moments import training_moments
from features.population import Moments
from features.view import View
from models.actions import action_of
from models.fits import Fits
from pipelines.gate.handoffs import weeks_of
from pipelines.gate.standing import scored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from features.agreement import Agreement
    from features.population import Population
    from models.icp import Fit
    from models.rows import Bools, Ints
    from pipelines.insights.book import Book


class Look(NamedTuple):
    """A lead at a moment.

    Attributes:
        lead: its number in the population.
        band: of propensity, 0 where there is none.
        status: why there is a forecast or none.
        old, new: its fit.
    """

    lead_id: str
    lead: int
    as_of: int
    band: int
    status: str
    old: Fit
    new: Fit


def open_leads(book: Book, new: Agreement) -> Iterator[Look]:
    """Every lead that is open at the book's end."""
    for population in book.populations:
        lead = np.flatnonzero(population.created < book.until).astype(np.int64)
        moments = Moments(lead, np.full(lead.size, book.until, dtype=np.int64))
        still = ~closed(population, moments)
        yield from looks(book, new, population, Moments(lead[still], moments.as_of[still]))


def handoffs(book: Book, new: Agreement) -> tuple[float, float]:
    """Leads a week that come to be handed to sales for the first time, by the old rules and by the new."""
    weeks = weeks_of(book.material)
    since = book.until - round(weeks * WEEK)
    count = [0, 0]
    for population in book.populations:
        first: list[dict[int, int]] = [{}, {}]
        for look in looks(book, new, population, _of_late(book, population, since)):
            for side, (fit, agreement) in enumerate(((look.old, book.agreement), (look.new, new))):
                if over(fit, look.status, look.band, agreement):
                    first[side].setdefault(look.lead, look.as_of)
        for side in (0, 1):
            count[side] += sum(when >= since for when in first[side].values())
    return count[0] / weeks, count[1] / weeks


def _of_late(book: Book, population: Population, since: int) -> Moments:
    """All moments of leads that have one of late: whether it is their first hand-over takes them all."""
    moments = training_moments(population, book.material.agreement.moments, book.until)
    chosen = np.zeros(population.created.size, dtype=bool)
    chosen[moments.lead[moments.as_of >= since]] = True
    return Moments(moments.lead[chosen[moments.lead]], moments.as_of[chosen[moments.lead]])


def looks(book: Book, new: Agreement, population: Population, moments: Moments) -> Iterator[Look]:
    """Each moment, scored by the champion; the profile is the folder's, and the new one."""
    plan = book.scorer.plan
    readers = (Fits(book.agreement, plan), Fits(new, plan))
    for scores in scored(book.scorer, population, moments):
        old, other = (reader.of(View(plan, population, scores.moments)) for reader in readers)
        for lead, as_of, band, status, was, will in zip(
            scores.moments.lead.tolist(),
            scores.moments.as_of.tolist(),
            scores.band.tolist(),
            scores.status,
            old,
            other,
            strict=True,
        ):
            yield Look(population.lead_id[lead], lead, as_of, band, status, was, will)


def over(fit: Fit, status: str, band: int, agreement: Agreement) -> bool:
    """Whether sales is handed the lead."""
    action = action_of(status, fit.status, fit.grade, band, ruled=bool(agreement.icp.rule))
    return action.startswith("hand to sales")


def letter(fit: Fit) -> str:
    """A to D, X where a must-have is not met, "?" where too little is known."""
    return "X" if fit.status == "disqualified" else fit.grade or "?"


def first_of(lead: Ints, some: Bools) -> Ints:
    """The first of some rows of each lead that has one; rows are in the order of their leads."""
    rows = np.flatnonzero(some)
    return rows[np.unique(lead[rows], return_index=True)[1]]
