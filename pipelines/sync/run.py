"""Tells the ledger what the sources say of every lead, and takes back what they no longer say."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features import clock
from features.agreement import read_agreement
from features.sources import open_journey
from models.files import digest_of, json_text
from models.ledger import Ledger, Synced, ledger_url
from models.workspace import Workspace
from pipelines.alone import alone
from pipelines.sync.reading import documents_of
from pipelines.train.material import end_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BATCH: Final = 300
"""Leads a transaction: the service's own writes wait for no more than one of them."""
PATIENCE: Final = 30.0


class Summary(NamedTuple):
    """What a sync did.

    Attributes:
        said_at: up to when the sources know, microseconds UTC.
        removed: leads the sources no longer have.
    """

    said_at: int
    leads: int
    new: int
    changed: int
    unchanged: int
    removed: int

    def to_json(self) -> dict[str, Any]:
        """The machine-readable answer of ``leadcast sync --json``."""
        return {**self._asdict(), "said_at": clock.iso(self.said_at)}


def sync_workspace(path: Path, tell: Callable[[str], None] = lambda _: None) -> Summary:
    """Reads the sources through the agreement and tells each lead to the ledger.

    What is told counts as known up to the newest dated row, but not beyond now. Interrupted at any point it
    leaves each lead as it was or as it is; the next run does the rest.

    Raises:
        SourceError: a source cannot be read.
        LedgerError: the ledger cannot be reached or written.
        WorkspaceError: another process syncs this workspace.
        TrainingError: there are no rows.
    """
    workspace, agreement = Workspace(path), read_agreement(path)
    busy = f"another process is syncing {path}; wait for it to end"
    with alone(workspace.state, "sync", busy), open_journey(agreement, path) as journey:
        now = clock.now()
        said_at = min(end_of(journey), now)
        with Ledger.open(ledger_url(agreement), workspace.state, patience=PATIENCE) as ledger:
            told, done = set[str](), Synced()
            documents = documents_of(journey, said_at)
            while batch := list(islice(documents, BATCH)):
                done = Synced(*map(sum, zip(done, ledger.synced(batch), strict=True)))
                told.update(document.lead_id for document in batch)
                tell(f"{len(told):,} leads")
            gone = [lead_id for lead_id in ledger.synced_leads() if lead_id not in told]
            ledger.forget_synced(gone)
            agreed = digest_of(workspace.agreement_text())
            ledger.note("sync", json_text({"said_at": said_at, "at": now, "agreement_version": agreed}))
    return Summary(said_at, len(told), *done, removed=len(gone))
