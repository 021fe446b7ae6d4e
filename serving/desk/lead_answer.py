"""Accepting and returning a lead on its page: kept as POST /v1/feedback keeps it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from serving.refusal import Refusal
from serving.routes.feedback import taken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.ledger import Answer
    from serving.memory import Memory

SAID: Final = {
    "recorded": "Your answer is kept.",
    "already": "This answer was kept before; nothing was added.",
    "spooled": "Your answer is kept in a file, and enters the ledger once its database is back.",
    "conflict": "Not kept: somebody answered otherwise since you opened this page. See the answers below, "
    "and answer again if yours still holds.",
    "reason": "Not kept: choose why the lead is returned.",
}
"""What is told after an answer, by the word that stands in the address."""
WRONG: Final = frozenset(("conflict", "reason"))
_KINDS: Final = ("accepted", "returned")


def key_of(lead_id: str, score_id: str, answers: Sequence[Answer]) -> str:
    """The name of the next answer to what a page shows.

    Sent twice it is one answer. Of two people who saw the same and answer differently, the second is told.
    """
    seen = [lead_id, score_id, [answer.key for answer in answers]]
    return f"desk:{hashlib.blake2b(json.dumps(seen).encode(), digest_size=16).hexdigest()}"


async def answered(memory: Memory, lead_id: str, form: Mapping[str, str], told_by: str) -> str:
    """Keeps an answer; the word of SAID for what came of it.

    Raises:
        Refusal: it cannot be kept, or the form is none of ours.
    """
    kind, reason = form.get("kind", ""), form.get("reason", "")
    if kind not in _KINDS:
        raise Refusal(422, "invalid", "Accept the lead, or return it.", "kind")
    if kind == "returned" and not reason:
        return "reason"
    said: dict[str, Any] = {"lead_id": lead_id, "kind": kind, "score_id": form.get("score_id") or None}
    said |= {"reason": reason} if kind == "returned" else {}
    if note := form.get("note", "").strip():
        said["note"] = note
    try:
        status, _ = await taken(memory, said, form.get("key", ""), told_by)
    except Refusal as refusal:
        if refusal.status == 409:
            return "conflict"
        raise
    return status
