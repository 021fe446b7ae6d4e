"""Leads as a file for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from features.clock import iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from serving.desk.book.shelf import Shelf

COLUMNS: Final = (
    "lead_id",
    "account_id",
    "list",
    "place",
    "explored",
    "grade",
    "p_sql",
    "p_close",
    "status",
    "answer",
    "scored_at",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def table(shelf: Shelf, rows: Iterable[int], since: Mapping[str, str]) -> str:
    """Some rows of a shelf as CSV; a chance that there is not is empty.

    Args:
        since: the kind of the last answer of leads that were answered after the shelf was made.
    """
    file = io.StringIO()
    lines = csv.writer(file)
    lines.writerow(COLUMNS)
    sql, close = (shelf.chance[target].tolist() for target in ("sql", "close"))
    for row in rows:
        part = shelf.part[row]
        lines.writerow(
            (
                _plain(shelf.lead_id[row]),
                _plain(shelf.account[row]),
                part,
                int(shelf.place[row]) if part else "",
                "yes" if shelf.explored[row] else "",
                shelf.grade[row],
                "" if sql[row] != sql[row] else repr(sql[row]),
                "" if close[row] != close[row] else repr(close[row]),
                shelf.status[row],
                since.get(shelf.lead_id[row], shelf.answer[row]),
                iso(int(shelf.scored_at[row])),
            )
        )
    return file.getvalue()


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
