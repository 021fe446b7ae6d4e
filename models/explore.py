"""Which leads are handed over whatever their score: no model is to be taught by its own choices alone."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from features.agreement import Agreement


def explored(agreement: Agreement, lead_id: str) -> bool:
    """Whether a lead belongs to the share that the agreement sets aside.

    It follows from the id and the agreement's salt alone: a lead belongs or does not, at every moment, in
    batch and service, and no score has a part in it. A lead without an id never belongs.
    """
    share = agreement.action.explore
    if not lead_id or not share:
        return False
    salted = f"{agreement.action.explore_salt}\n{lead_id}".encode("utf-8", "backslashreplace")
    drawn = int.from_bytes(hashlib.blake2b(salted, digest_size=8).digest(), "big")
    return drawn < share * 2**64
