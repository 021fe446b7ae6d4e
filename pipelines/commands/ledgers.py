"""The ledger that a command reads or writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from features.errors import LedgerError
from models.ledger import Ledger, Spool, ledger_url
from models.ledger.place import place_of

if TYPE_CHECKING:
    from features.agreement import Agreement
    from models.ledger.place import Place
    from models.workspace import Workspace

PATIENCE: Final = 30.0


def ledger_at(workspace: Workspace, agreement: Agreement, *, begun: bool = False) -> Ledger:
    """The workspace's ledger, with all in it that was put aside while its database was lost.

    Args:
        begun: whether there must be one already: who only reads makes none.

    Raises:
        LedgerError: there is none, or it cannot be reached.
    """
    spool = Spool(workspace.state)
    if begun and not spool.waiting() and _never_begun(place_of(ledger_url(agreement), workspace.state)):
        raise LedgerError(f"{workspace.path} keeps no ledger yet; leadcast serve, score and sync begin one")
    ledger = Ledger.open(ledger_url(agreement), workspace.state, patience=PATIENCE)
    try:
        if spool.waiting():
            spool.drain(ledger)
    except BaseException:
        ledger.close()
        raise
    return ledger


def _never_begun(place: Place) -> bool:
    """Whether it is a file that is not there, and was not moved away either."""
    return bool(place.file) and not place.file.exists() and not place.file.with_suffix(".made").exists()
