"""What would have happened last year by other rules: conversion by grade, and what was handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from features.clock import DAY, iso
from models.icp.evidence.paired import pair
from pipelines.icp.arrivals import clusters
from pipelines.icp.bands import bands
from pipelines.icp.looks import first_of, letter, over

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.agreement import Agreement
    from features.agreement.values import Target
    from models.icp import Fit
    from models.rows import Bools, Ints
    from pipelines.insights.book import Book

YEAR: Final = 365 * DAY
LETTERS: Final = ("A", "B", "C", "D", "X", "?")


def last_year(book: Book, new: Agreement) -> dict[str, Any]:
    """By target, moments of the last twelve months whose horizon has passed, by the old rules and the new."""
    fits = (book.fits, book.fits_by(new))
    band = bands(book)
    handed = tuple(
        _handed(told, band, agreement) for told, agreement in zip(fits, (book.agreement, new), strict=True)
    )
    return {
        target: {
            "since": iso(book.until - horizon - YEAR),
            "until": iso(book.until - horizon),
            "grades": _grades(book, target, horizon, fits),
            "handed": _over(book, target, horizon, handed, band > 0),
        }
        for target, horizon in book.horizons.items()
    }


def _handed(fits: Sequence[Fit], band: Ints, agreement: Agreement) -> Bools:
    told = zip(fits, band.tolist(), strict=True)
    return np.array([where > 0 and over(fit, "scored", where, agreement) for fit, where in told], dtype=bool)


def _mature(book: Book, target: Target, horizon: int) -> Bools:
    return book.known(target) & (book.data.as_of >= book.until - horizon - YEAR)


def _grades(
    book: Book, target: Target, horizon: int, fits: tuple[Sequence[Fit], Sequence[Fit]]
) -> list[dict[str, Any]]:
    """Each lead once, on arrival."""
    rows = np.flatnonzero(_mature(book, target, horizon) & book.first)
    y, cluster = book.data.y[target][rows], clusters(book)[rows]
    old, new = (np.array([letter(told[row]) for row in rows.tolist()], dtype="U1") for told in fits)
    return [
        {"grade": one, **pair((y, y), (old == one, new == one), cluster, book.agreement.seed).to_json()}
        for one in LETTERS
        if (old == one).any() or (new == one).any()
    ]


def _over(
    book: Book, target: Target, horizon: int, handed: tuple[Bools, ...], told: Bools
) -> dict[str, Any] | None:
    """Of leads the twin had not seen: who is handed over, how many of them had the outcome, and of all.

    A lead counts from the first moment at which it would have been handed over.
    """
    mature = _mature(book, target, horizon) & told
    if not mature.any():
        return None
    lead, y = book.data.lead, book.data.y[target]
    firsts = first_of(lead, mature)
    came = np.zeros(int(lead.max()) + 1)
    came[lead[mature & (y == 1)]] = 1
    sides = [_from_first(book, lead, y, mature & some) for some in handed]
    cluster, ones = clusters(book)[firsts], np.ones(firsts.size, dtype=bool)
    (was, gained), (will, gains) = ((among[lead[firsts]], won[lead[firsts]]) for among, won in sides)
    converted = came[lead[firsts]] > 0
    seed, shares = book.agreement.seed, (was.astype(np.float64), will.astype(np.float64))
    return {
        "leads": int(firsts.size),
        "handed": pair(shares, (ones, ones), cluster, seed).to_json(),
        "conversion": pair((gained, gains), (was, will), cluster, seed).to_json(),
        "captured": pair((gained, gains), (converted, converted), cluster, seed).to_json(),
    }


def _from_first(book: Book, lead: Ints, y: Any, some: Bools) -> tuple[Bools, Any]:
    """By lead, whether it is handed over, and whether it had the outcome from then on."""
    rows = first_of(lead, some)
    among = np.zeros(int(lead.max()) + 1, dtype=bool)
    among[lead[rows]] = True
    won = np.zeros(among.size)
    won[lead[rows]] = y[rows]
    return among, won
