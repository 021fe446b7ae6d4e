"""From what was gathered and the week's list to columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from models.queue.queue import PARTS
from serving.desk.book.shelf import Shelf
from serving.desk.book.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.queue import Queue
    from models.rows import Bools, Floats, Ints
    from serving.desk.book.gathered import Gathered

NOBODY: Final = np.iinfo(np.int64).max
"""The place of a lead that has none."""


def shelf_of(gathered: Gathered, at: int, queue: Queue | None, unlisted: str) -> Shelf:
    """The leads as they stand; a lead's place is that on the week's list."""
    rows = [gathered.scores[lead_id] for lead_id in sorted(gathered.scores)]
    ids = [row.lead_id for row in rows]
    accounts = [gathered.accounts.get(lead_id, "") for lead_id in ids]
    lines = [_line(one, of) for one, of in zip(ids, accounts, strict=True)]
    chance = {
        "sql": np.array([row.p_sql for row in rows], dtype=np.float64),
        "close": np.array([row.p_close for row in rows], dtype=np.float64),
    }
    scored_at = np.array([row.scored_at for row in rows], dtype=np.int64)
    grade = Words.of([row.grade or "" for row in rows])
    part, place, explored = _listed(ids, queue)
    return Shelf(
        at=at,
        lead_id=ids,
        account=accounts,
        score_id=[row.score_id for row in rows],
        scored_at=scored_at,
        chance=chance,
        status=Words.of([row.status for row in rows]),
        grade=grade,
        answer=Words.of([gathered.answers.get(lead_id, (0, 0, ""))[2] for lead_id in ids]),
        part=part,
        explored=explored,
        place=place,
        order={
            "place": np.lexsort((place, _rank(part))),
            **{target: np.argsort(_downwards(p), kind="stable") for target, p in chance.items()},
            "grade": np.lexsort((_downwards(chance["sql"]), grade.number)),
            "scored": np.argsort(-scored_at, kind="stable"),
            "lead": np.arange(len(rows)),
        },
        queue=queue,
        unlisted=unlisted,
        text=np.frombuffer(b"".join(lines), dtype=np.uint8),
        begins=np.cumsum([0, *map(len, lines)])[:-1],
    )


def _listed(ids: Sequence[str], queue: Queue | None) -> tuple[Words, Ints, Bools]:
    """On which part of the list leads are, at which place, and who is explored."""
    where = {lead_id: row for row, lead_id in enumerate(ids)}
    part, place = [""] * len(ids), np.full(len(ids), NOBODY, dtype=np.int64)
    explored = np.zeros(len(ids), dtype=np.bool_)
    for name in PARTS if queue else ():
        for number, lead in enumerate(queue.part(name) if queue else (), 1):
            if (row := where.get(lead.lead_id)) is not None:
                part[row], place[row] = name, number
    explored[[where[lead.lead_id] for lead in (queue.explored if queue else ()) if lead.lead_id in where]] = (
        True
    )
    return Words.of(part), place, explored


def _line(lead_id: str, account: str) -> bytes:
    """What is searched for a lead: no letter of it ends a line."""
    return f"{' '.join(f'{lead_id} {account}'.casefold().split())}\n".encode("utf-8", "surrogatepass")


def _downwards(p: Floats) -> Floats:
    """The highest first, those without a chance last."""
    return -np.nan_to_num(p, nan=-1.0)


def _rank(part: Words) -> Ints:
    ranks = {name: number for number, name in enumerate(PARTS)}
    known = [ranks.get(name, len(PARTS)) for name in part.known]
    return np.array(known, dtype=np.int64)[part.number]
