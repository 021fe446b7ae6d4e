"""Leads that are to be forgotten: what sources still say of them is not read.

The workspace keeps no id of theirs, but a salted hash: enough to know them again, and to say when it was.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from features.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

FILE: Final = Path(".leadcast") / "forgotten.json"
_TABLES: Final = ("leads", "touches", "stages", "attribute_changes", "known_leads", "set_aside")


@dataclass(frozen=True)
class Forgotten:
    """The list of a workspace.

    Attributes:
        salt: stands before each id when it is hashed.
        leads: what is known of each by its hash: ``at``, ``who`` and ``why``.
    """

    salt: str = ""
    leads: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, "Mapping[str, Any]"])

    def hash_of(self, lead_id: str) -> str:
        """What the list knows a lead by."""
        return hashlib.sha256(f"{self.salt}{lead_id}".encode("utf-8", "backslashreplace")).hexdigest()

    def __contains__(self, lead_id: str) -> bool:
        """Whether a lead is to be forgotten."""
        return bool(self.leads) and self.hash_of(lead_id) in self.leads


def read_forgotten(workspace: Path) -> Forgotten:
    """The list of a workspace; empty where there is none.

    Raises:
        SourceError: it is damaged: nothing may be read that perhaps ought to be forgotten.
    """
    try:
        told = json.loads((workspace / FILE).read_text(encoding="utf-8"))
        return Forgotten(str(told["salt"]), dict(told["leads"]))
    except FileNotFoundError:
        return Forgotten()
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(
            f"{workspace / FILE} is damaged ({type(error).__name__}), and it says who is to be forgotten; "
            "put it back from a copy"
        ) from error


def leave_out(db: DuckDBPyConnection, workspace: Path) -> None:
    """Takes the leads that are to be forgotten out of the tables of a journey."""
    forgotten = read_forgotten(workspace)
    if not forgotten.leads:
        return
    db.execute("CREATE TEMP TABLE forgotten_hashes (hash VARCHAR)")
    db.executemany("INSERT INTO forgotten_hashes VALUES (?)", [[one] for one in forgotten.leads])
    db.execute(
        "CREATE TEMP TABLE forgotten_leads AS SELECT lead_id FROM known_leads "
        "WHERE sha256(? || lead_id) IN (SELECT hash FROM forgotten_hashes)",
        [forgotten.salt],
    )
    for table in _TABLES:
        db.execute(f"DELETE FROM {table} WHERE lead_id IN (SELECT lead_id FROM forgotten_leads)")
