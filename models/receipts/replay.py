"""Computes scores again from what their receipts keep, and says whether the very same comes out."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from features.errors import LeadcastError
from models.receipts.difference import differences
from models.receipts.inputs import Inputs
from models.receipts.receipt import receipt_of
from models.receipts.score import score

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.ledger import Receipt
    from models.scorer import Scorer

Outcome = Literal["same", "differs", "forgotten", "impossible"]
FORGOTTEN: Final = "forgotten"
"""The key that says in stored inputs what was taken out of them; see ``models.receipts.forgetting``."""


class Replayed(NamedTuple):
    """What came of a replay.

    Attributes:
        outcome: forgotten: the inputs, or a part of them, were erased; impossible: the bundle or the receipt
            is missing or damaged.
        why: where it differs, or why it was not possible, in sentences.
    """

    score_id: str
    lead_id: str
    model_version: str
    outcome: Outcome
    why: tuple[str, ...] = ()


def replayed(kept: Sequence[Receipt], scorer_of: Callable[[str], Scorer]) -> list[Replayed]:
    """Scores some receipts' inputs again, in their order.

    Args:
        scorer_of: the scorer of a bundle by its version; raises LeadcastError where there is none.
    """
    done: dict[int, Replayed] = {}
    again: dict[str, dict[int, Inputs]] = {}
    for place, receipt in enumerate(kept):
        found = _inputs(receipt)
        if isinstance(found, Inputs):
            again.setdefault(receipt.model_version, {})[place] = found
        else:
            done[place] = found
    for version, inputs in again.items():
        some = {place: kept[place] for place in inputs}
        try:
            scorer = scorer_of(version)
        except LeadcastError as error:
            done |= {place: _told(receipt, "impossible", str(error)) for place, receipt in some.items()}
            continue
        scored = score(scorer, list(inputs.values()))
        for (place, receipt), one in zip(some.items(), scored, strict=True):
            why = differences(receipt, receipt_of(one, receipt.scored_at))
            done[place] = _told(receipt, "differs" if why else "same", *why)
    return [done[place] for place in range(len(kept))]


def _inputs(receipt: Receipt) -> Inputs | Replayed:
    if erased := _erased(receipt.inputs):
        return _told(receipt, "forgotten", erased)
    if hashlib.sha256(receipt.inputs).hexdigest() != receipt.input_hash:
        return _told(
            receipt, "impossible", "the stored inputs are not those that were scored: their hash is another"
        )
    try:
        return Inputs.read(receipt.inputs)
    except ValueError:
        return _told(receipt, "impossible", "the stored inputs cannot be read; another release wrote them")


def _erased(stored: bytes) -> str:
    """What was erased of the inputs, in a sentence; empty where nothing was."""
    try:
        told: Any = json.loads(stored)
    except ValueError:
        return ""
    if isinstance(told, dict):
        return "the lead was pseudonymised: its inputs are erased, and its numbers stay" * (FORGOTTEN in told)
    last: Any = told[-1] if isinstance(told, list) and len(told) > 3 else None
    if isinstance(last, dict) and FORGOTTEN in last:
        return "a colleague of this lead was forgotten: what is left of the inputs gives another score"
    return ""


def _told(receipt: Receipt, outcome: Outcome, *why: str) -> Replayed:
    return Replayed(receipt.score_id, receipt.lead_id, receipt.model_version, outcome, why)
