"""What is asked of the book: which leads, in which order, which page; as it stands in an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from serving.desk.book.shelf import Shelf

VIEWS: Final = ("week", "missed", "all")
SORTS: Final = ("place", "sql", "close", "grade", "scored", "lead")
TARGETS: Final = ("sql", "close")
SIZE: Final = 50
"""Leads on a page."""
LONGEST: Final = 200
_ANSWERS: Final = ("any", "none", "accepted", "returned", "contacted", "outcome")
_FITS: Final = ("A", "B", "C", "D", "X", "?")
_BANDS: Final = ("1", "2", "3", "4", "?")


class Asked(NamedTuple):
    """One question. A word that is not known is as if it had not been said.

    Attributes:
        view: this week's list, those who just missed it, or every lead.
        named: a part of the lead's or the account's id.
        fit: the letter of the grade.
        band: the number of the grade.
        of: the target that ``least`` and ``most`` are about.
        least: per cent.
        most: per cent.
        up: whether the order is turned round.
    """

    view: str
    named: str = ""
    fit: str = ""
    band: str = ""
    status: str = ""
    answer: str = ""
    explored: bool = False
    of: str = ""
    least: float | None = None
    most: float | None = None
    sort: str = "place"
    up: bool = False
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether it asks for some of the leads of its view."""
        return self._replace(view="", sort="place", up=False, page=1, of="") != Asked("")

    def query(self, **changed: object) -> dict[str, object]:
        """The parameters of an address that asks so, with some changes; page 1 unless it is one of them."""
        told = {**self._asdict(), "page": 1, **changed}
        words = {
            "page": told["page"] if told["page"] != 1 else "",
            "sort": told["sort"] if told["sort"] != "place" else "",
            "explored": "yes" if told["explored"] else "",
            "up": "yes" if told["up"] else "",
        }
        return {name: value if value is not None else "" for name, value in {**told, **words}.items()}


def asked(query: Mapping[str, str], shelf: Shelf) -> Asked:
    """What an address asks; without a word this week's list, or all leads where nobody is on it."""
    listed = shelf.queue is not None
    usual = "week" if shelf.queue and shelf.queue.handed else "all"
    view = _one_of(query, "view", VIEWS) or usual
    return Asked(
        view=view if listed else "all",
        named=query.get("named", "").strip()[:LONGEST],
        fit=_one_of(query, "fit", _FITS),
        band=_one_of(query, "band", _BANDS),
        status=_one_of(query, "status", shelf.status.known),
        answer=_one_of(query, "answer", _ANSWERS),
        explored=query.get("explored") == "yes",
        of=_one_of(query, "of", TARGETS),
        least=_per_cent(query.get("least", "")),
        most=_per_cent(query.get("most", "")),
        sort=_one_of(query, "sort", SORTS) or "place",
        up=query.get("up") == "yes",
        page=_whole(query.get("page", "")),
    )


def _one_of(query: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    said = query.get(name, "")
    return said if said in known else ""


def _per_cent(said: str) -> float | None:
    try:
        found = float(said)
    except ValueError:
        return None
    return found if 0 <= found <= 100 else None


def _whole(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and 0 < len(said) < 9 and int(said) else 1
