"""Forgets one lead: list, ledger, files, and then the search that proves it."""

from __future__ import annotations

import secrets
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.clock import instant
from features.errors import SourceError
from features.sources import open_journey
from models.ledger import forgetting
from models.ledger.searching import mentions
from models.receipts.forgetting import pseudonymised, without_colleague
from pipelines.alone import alone
from pipelines.forget.files import search, take_out
from pipelines.forget.lineage import seen_by
from pipelines.forget.needle import Needle
from pipelines.forget.noted import note

if TYPE_CHECKING:
    from collections.abc import Callable

    from features.agreement import Agreement
    from models.ledger import Ledger
    from models.workspace import Workspace

NAMELESS: Final = "forgotten"
_WORK: Final = ("forget", "retrain", "train", "tune", "backtest", "sync", "snapshot")


class Erased(NamedTuple):
    """What was forgotten, and what is left.

    Attributes:
        name: the pseudonym of what is kept of the lead; None where nothing is.
        was_in: how often it was in each table of the ledger and each file.
        searched: how many files were looked through afterwards, the ledger's tables besides.
        left: where it still is: files that may not be changed.
        compacted: whether the database's own file holds nothing of what was removed.
        in_sources: whether the sources still have it; None where they could not be read.
        seen_by: bundles that had learnt from it.
        distinctive: whether the id is looked for in any text, and not only where ids stand.
    """

    lead_id: str
    name: str | None
    was_in: dict[str, int]
    searched: int
    left: dict[str, int]
    compacted: bool
    in_sources: bool | None
    seen_by: tuple[str, ...]
    distinctive: bool

    @property
    def gone(self) -> bool:
        """Whether the search found nothing, and nothing can be left in the database's file."""
        return not self.left and self.compacted

    def to_json(self) -> dict[str, Any]:
        """The machine-readable answer of ``leadcast forget --json``."""
        return {**self._asdict(), "gone": self.gone}


def forget_lead(
    workspace: Workspace,
    agreement: Agreement,
    ledger: Ledger,
    lead_id: str,
    *,
    pseudonymise: bool,
    why: str,
    who: str,
    tell: Callable[[str], None] = lambda _: None,
) -> Erased:
    """Takes a lead out of all that the workspace keeps; interrupted, it can be run again.

    Raises:
        WorkspaceError: another process trains, syncs or takes a snapshot, and might write of the lead.
        LedgerError: the ledger cannot be reached.
    """
    needle = Needle(lead_id)
    name = f"{NAMELESS}-{secrets.token_hex(6)}" if pseudonymise else None
    with ExitStack() as stack:
        for work in _WORK:
            busy = f"another process works on {workspace.path} ({work}); wait for it to end"
            stack.enter_context(alone(workspace.state, work, busy))
        tell("who it is")
        in_sources, created_at = _in_sources(workspace, agreement, lead_id)
        if created_at is None and (known := ledger.journey(lead_id)):
            created_at = known.lead.facts.created_at
        listed = note(workspace.path, lead_id, why, who)
        tell("the ledger")
        erasing = forgetting.Erasing(name, pseudonymised, without_colleague)
        was_in = {**forgetting.forget(ledger.database, lead_id, erasing)}
        tell("the files")
        was_in |= take_out(workspace.state, needle, name or NAMELESS)
        compacted = forgetting.compact(ledger.database)
        tell("the search")
        searched, left = search(workspace.state, needle, name or NAMELESS)
        named = mentions(ledger.database, lead_id, anywhere=needle.distinctive)
        left |= {f"ledger: {table}": count for table, count in named.items()}
        forgotten_at = instant(listed.leads[listed.hash_of(lead_id)]["at"])
        seen = seen_by(workspace, created_at, forgotten_at)
    return Erased(lead_id, name, was_in, searched, left, compacted, in_sources, seen, needle.distinctive)


def _in_sources(workspace: Workspace, agreement: Agreement, lead_id: str) -> tuple[bool | None, int | None]:
    """Whether the sources have the lead, and when it was created."""
    try:
        with open_journey(agreement, workspace.path, everyone=True) as journey:
            rows = journey.db.execute("SELECT created_at FROM leads WHERE lead_id = ?", [lead_id]).fetchall()
    except SourceError:
        return None, None
    return bool(rows), rows[0][0] if rows else None
