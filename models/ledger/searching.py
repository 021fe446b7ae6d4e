"""Reads whole tables of a ledger, page by page, and finds where a lead is named."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import or_, select

from models.ledger.schema import answers, documents, receipts, shadow_receipts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import RowMapping

    from models.ledger.database import Database

_PAGE: Final = 500
_DEFLATED: Final = {"body", "inputs", "answer"}
_KEYS: Final = {
    documents: (documents.c.lead_id, documents.c.digest),
    receipts: (receipts.c.score_id, None),
    shadow_receipts: (shadow_receipts.c.score_id, None),
    answers: (answers.c.key, None),
}


def mentions(database: Database, lead_id: str, *, anywhere: bool) -> Counter[str]:
    """How many rows of each table name a lead, whatever is deflated in them.

    Args:
        anywhere: whether any text that is the id counts, and not only where ids stand: no other value looks
            like it.
    """
    found = Counter[str]()
    for table, keys in _KEYS.items():
        for page in page_by_page(database, select(table), *keys):
            found[table.name] += sum(_names(row, lead_id, anywhere=anywhere) for row in page)
    return +found


def page_by_page(database: Database, wanted: Any, key: Any, then: Any = None) -> Iterator[list[RowMapping]]:
    """Rows by a key, and by another where the first has several."""
    wanted = wanted.order_by(key, *(() if then is None else (then,))).limit(_PAGE)
    page = wanted
    while True:
        with database.reading() as connection:
            rows = list(connection.execute(page).mappings())
        yield rows
        if len(rows) < _PAGE:
            return
        last = rows[-1]
        after = key > last[key.name]
        if then is not None:
            after = or_(after, (key == last[key.name]) & (then > last[then.name]))
        page = wanted.where(after)


def _names(row: RowMapping, lead_id: str, *, anywhere: bool) -> bool:
    if row["lead_id"] == lead_id:
        return True
    needles = {json.dumps(lead_id), json.dumps(lead_id, ensure_ascii=False)}
    for name in _DEFLATED & row.keys():
        told = inflated(row, name).decode("utf-8", "replace")
        if any(needle in told for needle in needles) and (anywhere or _as_an_id(told, lead_id)):
            return True
    return False


def _as_an_id(text: str, lead_id: str) -> bool:
    """Whether inputs or an answer have the id where ids stand."""
    told: Any = json.loads(text)
    if isinstance(told, dict):
        return told.get("lead_id") == lead_id
    return lead_id in (told[0], *(other[0] for other in told[3:] if isinstance(other, list)))


def inflated(row: RowMapping, name: str) -> bytes:
    """Nothing, where it is damaged: nobody can read it."""
    try:
        return zlib.decompress(row[name])
    except zlib.error:
        return b""
