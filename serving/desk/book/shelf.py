"""All leads at one instant as columns; whoever asks gets places in them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.queue import Queue
    from models.rows import Bools, Floats, Ints
    from serving.desk.book.words import Words

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Shelf:
    """The leads [n], in the order of their ids.

    Attributes:
        at: when they were read, microseconds UTC.
        chance: by target, NaN where there is none.
        answer: the kind of the last answer, empty without one.
        part: of the week's list, empty where a lead is not on it.
        place: on that part from 1, ``NOBODY`` where there is none.
        order: by way of sorting, the rows from first to last.
        queue: the week's list; None, and ``unlisted`` says why, where there is none.
        text: all ids and accounts in UTF-8, to be searched; a line for each row.
        begins: where in it the lines begin.
    """

    at: int
    lead_id: Sequence[str]
    account: Sequence[str]
    score_id: Sequence[str]
    scored_at: Ints
    chance: dict[str, Floats]
    status: Words
    grade: Words
    answer: Words
    part: Words
    explored: Bools
    place: Ints
    order: dict[str, Ints]
    queue: Queue | None
    unlisted: str
    text: Bytes
    begins: Ints

    def __len__(self) -> int:
        return len(self.lead_id)

    def named(self, asked: str) -> Bools:
        """The rows whose lead or account has a text in its id, in capitals or not."""
        found = np.zeros(len(self), dtype=np.bool_)
        needle = " ".join(asked.casefold().split()).encode("utf-8", "surrogatepass")
        if needle:
            found[np.searchsorted(self.begins, _places(needle, self.text), side="right") - 1] = True
        return found

    def row(self, lead_id: str) -> int | None:
        """Where a lead stands."""
        place = bisect_left(self.lead_id, lead_id)
        return place if place < len(self) and self.lead_id[place] == lead_id else None


def _places(needle: bytes, text: Bytes) -> Ints:
    """Where in a text another begins; a hundred thousand places take milliseconds."""
    places = np.flatnonzero(text[: max(0, len(text) - len(needle) + 1)] == needle[0])
    for offset, letter in enumerate(needle[1:], 1):
        places = places[text[places + offset] == letter]
    return places
