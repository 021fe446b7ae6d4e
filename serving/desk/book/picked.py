"""The leads that were asked for, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from serving.desk.book.asked import SIZE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from models.rows import Bools, Ints
    from serving.desk.book.asked import Asked
    from serving.desk.book.shelf import Shelf

_PARTS = {"week": "queue", "missed": "missed"}


class Picked(NamedTuple):
    """Some rows of a shelf.

    Attributes:
        rows: all that were asked for, in order.
        page: the number of the page that is shown, from 1; the last one, if a later one was asked for.
        pages: how many there are, 1 at least.
    """

    rows: Ints
    page: int
    pages: int

    @property
    def shown(self) -> Ints:
        """The rows of the page."""
        return self.rows[(self.page - 1) * SIZE : self.page * SIZE]


def picked(shelf: Shelf, asked: Asked, since: Mapping[str, str]) -> Picked:
    """The rows that answer a question.

    Args:
        since: the kind of the last answer of leads of which sales answered after the shelf was made.
    """
    order = shelf.order[asked.sort]
    found = order[_wanted(shelf, asked, since)[order]]
    if asked.up:
        found = found[::-1]
    pages = max(1, -(-len(found) // SIZE))
    return Picked(found, min(asked.page, pages), pages)


def _wanted(shelf: Shelf, asked: Asked, since: Mapping[str, str]) -> Bools:
    wanted = np.ones(len(shelf), dtype=np.bool_)
    fresh = {row: kind for lead_id, kind in since.items() if (row := shelf.row(lead_id)) is not None}
    if asked.view in _PARTS:
        wanted &= shelf.part.among([_PARTS[asked.view]])
        wanted[list(fresh)] = False  # who was answered is with sales
    if asked.named:
        wanted &= shelf.named(asked.named)
    if asked.fit or asked.band:
        wanted &= shelf.grade.among(_grades(shelf.grade.known, asked))
    if asked.status:
        wanted &= shelf.status.among([asked.status])
    if asked.answer:
        wanted &= _answered(shelf, asked.answer, fresh)
    if asked.explored:
        wanted &= shelf.explored
    return wanted & _within(shelf, asked) if asked.least is not None or asked.most is not None else wanted


def _grades(known: Collection[str], asked: Asked) -> list[str]:
    return [
        grade for grade in known if asked.fit in ("", grade[:1]) and asked.band in ("", grade[1:]) and grade
    ]


def _answered(shelf: Shelf, wanted: str, fresh: Mapping[int, str]) -> Bools:
    kinds = {"any": [kind for kind in shelf.answer.known if kind], "none": [""]}.get(wanted, [wanted])
    found = shelf.answer.among(kinds)
    for row, kind in fresh.items():
        found[row] = wanted == "any" or wanted == kind
    return found


def _within(shelf: Shelf, asked: Asked) -> Bools:
    """NaN is within no limits."""
    p = shelf.chance[asked.of or "sql"]
    return (p >= (asked.least or 0.0) / 100) & (p <= (100.0 if asked.most is None else asked.most) / 100)
