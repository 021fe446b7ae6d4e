"""Finds the personas of a book, and tells of each from leads that had no say in finding it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from features.clock import iso
from models import personas as kinds
from models.personas import ELSE, EVERYBODY, assigned, first_half, jaccard, named, rand_index
from pipelines.insights.personas.arrivals import Arrivals
from pipelines.insights.personas.followed import followed
from pipelines.insights.personas.quarters import quarters
from pipelines.insights.personas.rates import apart, rate, rates
from pipelines.insights.personas.reasons import reasons
from pipelines.insights.personas.touches import touches
from pipelines.insights.personas.worth import worth

if TYPE_CHECKING:
    from models.personas import Rule
    from models.rows import Bools, Floats, Ints
    from pipelines.insights.book import Book


class Cut(NamedTuple):
    """The leads cut in personas.

    Attributes:
        rules: found in the first half; everybody else comes after the last.
        persona: [leads], each one's.
        told: [leads], whether a lead is of the other half, which tells of them.
        again: the rules found in the other half.
        other: [leads], each one's persona by these.
    """

    rules: tuple[Rule, ...]
    persona: Ints
    told: Bools
    again: tuple[Rule, ...]
    other: Ints

    def besides(self, number: int) -> Bools:
        """Whom a persona was told from: those of none above it; everybody else from all others. [leads]"""
        return self.persona > number if number < len(self.rules) else self.persona < number

    @property
    def names(self) -> list[str]:
        """One a persona, everybody else the last."""
        return [*named([rule.conditions for rule in self.rules]), ELSE if self.rules else EVERYBODY]


def find(book: Book) -> dict[str, Any]:
    """The personas, each with all that is told of it, and those that the agreement names."""
    arrivals = Arrivals.of(book)
    cut = _cut(arrivals, book.agreement.seed)
    leads = len(cut.persona)
    return {
        "as_of": iso(book.until),
        "horizons_us": dict(book.horizons),
        "verdict": _verdict(arrivals, cut),
        "least_outcomes": kinds.LEAST_OUTCOMES,
        "leads": {"all": leads, "sought": leads - int(cut.told.sum()), "told": int(cut.told.sum())},
        "everybody": rates(arrivals.y, cut.told),
        "stability": {
            "rand_index": rand_index(cut.persona, cut.other),
            "others": named([rule.conditions for rule in cut.again]),
        },
        **_personas(book, arrivals, cut),
        "named": followed(book, arrivals),
    }


def _cut(arrivals: Arrivals, seed: int) -> Cut:
    """In each half its own personas are sought; those of the first are shown."""
    half = first_half(arrivals.account, seed)
    rules, again = (
        kinds.find(arrivals.facts.only(rows), arrivals.followed.only(rows), arrivals.account[rows], seed)
        for rows in (half, ~half)
    )
    return Cut(rules, assigned(rules, arrivals.facts), ~half, again, assigned(again, arrivals.facts))


def _verdict(arrivals: Arrivals, cut: Cut) -> str:
    if cut.rules:
        return "found"
    reached = arrivals.followed.only(~cut.told).reached.sum(axis=0)
    return "alike" if (reached >= kinds.LEAST_OUTCOMES).any() else "too_few"


def _personas(book: Book, arrivals: Arrivals, cut: Cut) -> dict[str, Any]:
    by_lead = _by_lead(book, arrivals, cut)
    why, first = reasons(book, by_lead, len(cut.names)), touches(book, by_lead, len(cut.names))
    each = [
        {
            "name": name,
            "number": number + 1,
            **_rule(cut, number),
            **_of(book, arrivals, cut, number),
            "reasons": why["personas"][number],
            "touches": first[number],
        }
        for number, name in enumerate(cut.names)
    ]
    return {"personas": each, "reasons": {name: why[name] for name in ("target", "why_not", "leads")}}


def _rule(cut: Cut, number: int) -> dict[str, Any]:
    return cut.rules[number].to_json() if number < len(cut.rules) else {"where": [], "p_by_chance": None}


def _of(book: Book, arrivals: Arrivals, cut: Cut, number: int) -> dict[str, Any]:
    here, told = cut.persona == number, cut.told
    rows, others = here & told, cut.besides(number)
    paid = worth(_close(arrivals)[rows], book.won_amount[arrivals.lead][rows], book.agreement.seed)
    return {
        "leads": int(here.sum()),
        "share": float(here.mean()) if here.size else 0.0,
        "rates": rates(arrivals.y, rows),
        "apart": {target: apart(rate(y[rows]), rate(y[others & told])) for target, y in arrivals.y.items()},
        "worth": paid,
        "again": max(
            (jaccard(here, cut.other == one) for one in range(len(cut.again) + 1)),
            default=0.0,
        ),
        "quarters": quarters(arrivals, book.until, here, told),
    }


def _close(arrivals: Arrivals) -> Floats:
    """Whether a lead was won in time; where that is not forecast, nobody knows."""
    return arrivals.y.get("close", np.full(len(arrivals.created), np.nan))


def _by_lead(book: Book, arrivals: Arrivals, cut: Cut) -> Ints:
    """Each lead's persona by its number in the book; everybody else's where it has no moment."""
    found = np.full(len(book.lead_id), len(cut.rules), dtype=np.int64)
    found[arrivals.lead] = cut.persona
    return found
