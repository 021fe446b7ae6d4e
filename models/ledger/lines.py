"""What waits to be written, as lines of JSON, one each."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, Final

from models.ledger.answers import Answer
from models.ledger.document import Document
from models.ledger.receipts import Receipt

if TYPE_CHECKING:
    from collections.abc import Iterable

Kept = Document | Receipt | Answer
_BYTES: Final = ("inputs", "contributions", "answer")


def line_of(kept: Kept) -> str:
    """One line, without its end."""
    if isinstance(kept, Document):
        told: Any = [kept.lead_id, kept.source, kept.said_at, b64encode(kept.body).decode()]
        return json.dumps({"document": told})
    if isinstance(kept, Receipt):
        return json.dumps({"receipt": vars(kept) | {name: _text(getattr(kept, name)) for name in _BYTES}})
    return json.dumps({"answer": vars(kept)})


def read_lines(lines: Iterable[bytes]) -> tuple[list[Kept], int]:
    """What the lines say, and how many say nothing: the end of one that was never written whole."""
    found: list[Kept] = []
    torn = 0
    for line in lines:
        try:
            found.append(_kept(json.loads(line)))
        except (ValueError, KeyError, TypeError, zlib.error):
            torn += bool(line.strip())
    return found, torn


def _kept(told: dict[str, Any]) -> Kept:
    if "document" in told:
        lead_id, source, said_at, body = told["document"]
        return Document.read(lead_id, source, said_at, b64decode(body))
    if "receipt" in told:
        receipt: dict[str, Any] = told["receipt"]
        for name in _BYTES:
            receipt[name] = b64decode(receipt[name])
        return Receipt(**receipt)
    return Answer(**told["answer"])


def _text(stored: bytes) -> str:
    return b64encode(stored).decode()
