"""The leads of a page in words: what the columns say, and what only their receipts tell."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.clock import iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from models.ledger import Ledger
    from serving.desk.book.shelf import Shelf

STATUSES: Final = {
    "scored": "scored",
    "unknown_lead": "not known",
    "not_created": "not created yet",
    "closed": "closed",
    "already_converted": "converted",
    "opted_out": "opted out",
    "no_model": "no model yet",
    "insufficient_data": "too little known",
    "too_old": "too old",
    "out_of_distribution": "unlike any other",
    "refused": "refused",
}


class Shown(NamedTuple):
    """A lead in the list.

    Attributes:
        place: on the week's list, None elsewhere.
        why: the strongest reason, or why it has no score.
        marks: what is to be said beside its id, in a word each.
    """

    place: int | None
    lead_id: str
    account: str
    grade: str
    sql: float | None
    close: float | None
    why: str
    marks: tuple[str, ...]
    scored_at: str


def shown(
    shelf: Shelf, rows: Iterable[int], since: Mapping[str, str], whys: Mapping[str, str], *, placed: bool
) -> list[Shown]:
    """Some rows of a shelf.

    Args:
        since: the kind of the last answer of leads that were answered after the shelf was made.
        whys: by score, from ``whys``.
        placed: whether places are shown.
    """
    return [_shown(shelf, row, since, whys, placed=placed) for row in rows]


def whys(ledger: Ledger, score_ids: Iterable[str]) -> dict[str, str]:
    """By score, the strongest reason, or why there is none.

    Raises:
        LedgerError: the database cannot be read.
    """
    found = ledger.receipts(list(score_ids))
    return {score_id: _why(json.loads(receipt.answer)) for score_id, receipt in found.items()}


def _why(answer: dict[str, Any]) -> str:
    return answer.get("status_why") or answer.get("reason_1") or ""


def _shown(
    shelf: Shelf, row: int, since: Mapping[str, str], whys: Mapping[str, str], *, placed: bool
) -> Shown:
    lead_id = shelf.lead_id[row]
    status, answer = shelf.status[row], since.get(lead_id, shelf.answer[row])
    marks = [STATUSES.get(status, status)] if status != "scored" else []
    marks += ["explored"] if shelf.explored[row] else []
    marks += [answer] if answer else []
    return Shown(
        int(shelf.place[row]) if placed else None,
        lead_id,
        shelf.account[row],
        shelf.grade[row],
        _number(shelf.chance["sql"][row]),
        _number(shelf.chance["close"][row]),
        whys.get(shelf.score_id[row], ""),
        tuple(marks),
        iso(int(shelf.scored_at[row])),
    )


def _number(p: float) -> float | None:
    return None if math.isnan(p) else float(p)
