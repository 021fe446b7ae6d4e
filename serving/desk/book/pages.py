"""The list of leads: this week's, those who just missed it, and all of them; and the same as a file."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from features.clock import MINUTE, iso, now
from features.errors import LedgerError
from models.ledger.standing import answers_since
from serving.desk.book.asked import Asked, asked
from serving.desk.book.book import Book
from serving.desk.book.picked import picked
from serving.desk.book.rows import STATUSES, shown, whys
from serving.desk.book.table import table
from serving.desk.page import Page, Visit
from serving.desk.shell import HEADERS
from serving.operation import Answer
from serving.refusal import ledger_lost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.ledger import Ledger
    from serving.desk.book.picked import Picked
    from serving.desk.book.rows import Shown
    from serving.desk.book.shelf import Shelf
    from serving.desk.desk import Desk


def book_pages(desk: Desk) -> Iterator[Page]:
    """Read from columns that are kept in memory, and for the rows that are shown from their receipts."""
    book = Book(desk.workspace, desk.memory.ledger, desk.champion, desk.week)

    async def listed(visit: Visit) -> Answer:
        shelf = await book.shelf()
        question = asked(visit.query, shelf)
        found, rows = await asyncio.to_thread(_found, desk.memory.ledger, shelf, question)
        return await desk.shell.page(
            visit,
            "Leads",
            "book.html.j2",
            shelf=shelf,
            asked=question,
            found=found,
            rows=rows,
            statuses={name: STATUSES.get(name, name) for name in shelf.status.known},
            targets=_targets(desk),
            as_of=iso(shelf.at)[:16].replace("T", " "),
        )

    async def file(visit: Visit) -> Answer:
        shelf = await book.shelf()
        question = asked(visit.query, shelf)
        text = await asyncio.to_thread(_file, desk.memory.ledger, shelf, question)
        named = {"content-disposition": 'attachment; filename="leads.csv"'}
        return Answer(text, headers={**HEADERS, **named}, media_type="text/csv")

    yield Page("desk_leads", "", listed)
    yield Page("desk_leads_file", "/leads.csv", file)


def _found(ledger: Ledger | None, shelf: Shelf, question: Asked) -> tuple[Picked, list[Shown]]:
    since = _since(ledger, shelf)
    found = picked(shelf, question, since)
    rows = found.shown.tolist()
    try:
        why = whys(ledger, map(shelf.score_id.__getitem__, rows)) if ledger else {}
    except LedgerError as error:
        raise ledger_lost() from error
    return found, shown(shelf, rows, since, why, placed=question.view != "all")


def _file(ledger: Ledger | None, shelf: Shelf, question: Asked) -> str:
    since = _since(ledger, shelf)
    return table(shelf, picked(shelf, question, since).rows.tolist(), since)


def _since(ledger: Ledger | None, shelf: Shelf) -> dict[str, str]:
    """What sales answered after the shelf was made: who answers wants to see it at once."""
    if ledger is None:
        return {}
    try:
        pages = answers_since(ledger.database, min(shelf.at, now()) - MINUTE)
        said = sorted((row[4], row[0], row[2], row[3]) for page in pages for row in page)
    except LedgerError as error:
        raise ledger_lost() from error
    return {lead_id: kind for _, _, lead_id, kind in said}


def _targets(desk: Desk) -> tuple[str, ...]:
    return tuple(desk.champion.answerer().scorer.targets) if desk.champion.version() else ()
