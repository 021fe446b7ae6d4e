"""What is taken out of receipts when a lead is forgotten; a replay finds FORGOTTEN in what is left."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from models.receipts.replay import FORGOTTEN
from models.receipts.written import written

if TYPE_CHECKING:
    from models.ledger import Receipt

_WORDS: Final = ("reason_", "against_")


def without_colleague(inputs: bytes, lead_id: str) -> bytes | None:
    """The inputs of another lead's score without one colleague; None where it is not among them."""
    if json.dumps(lead_id).encode() not in inputs:
        return None
    lead, as_of, told, *others = json.loads(inputs)
    left = [other for other in others if isinstance(other, dict) or other[0] != lead_id]
    if len(left) == len(others):
        return None
    left = [other for other in left if not isinstance(other, dict)]
    return json.dumps([lead, as_of, told, *left, {FORGOTTEN: True}], separators=(",", ":")).encode()


def pseudonymised(receipt: Receipt, name: str) -> Receipt:
    """A receipt that keeps its numbers, and nothing that was known of the lead but them."""
    return replace(
        receipt,
        lead_id=name,
        inputs=json.dumps({FORGOTTEN: True}).encode(),
        input_hash="",
        answer=_nameless(receipt.answer, name),
    )


def _nameless(answer: bytes, name: str) -> bytes:
    told: dict[str, Any] = json.loads(answer)
    for key in told:
        if key.startswith(_WORDS):
            told[key] = ""
    return written({**told, "lead_id": name, "status_why": ""})
