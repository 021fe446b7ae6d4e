"""Puts a lead on the list of those that are to be forgotten."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from features.clock import iso, now
from features.sources.forgotten import FILE, Forgotten, read_forgotten
from models.files import write_text

if TYPE_CHECKING:
    from pathlib import Path


def note(workspace: Path, lead_id: str, why: str, who: str) -> Forgotten:
    """Adds a lead; one that is on the list stays there as it was. The list holds no id, but salted hashes."""
    before = read_forgotten(workspace)
    if lead_id in before:
        return before
    listed = Forgotten(before.salt or secrets.token_hex(16))
    told = {"at": iso(now()), "who": who, "why": why}
    made = Forgotten(listed.salt, {**before.leads, listed.hash_of(lead_id): told})
    text = json.dumps({"salt": made.salt, "leads": made.leads}, ensure_ascii=False, indent=1)
    write_text(workspace / FILE, f"{text}\n")
    return made
