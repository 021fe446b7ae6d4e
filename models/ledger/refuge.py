"""Where writes go while the database is lost, and who looks for it until it is back."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Final

from features.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.ledger.ledger import Ledger
    from models.ledger.lines import Kept
    from models.ledger.spool import Spool

PAUSE: Final = 1.0
"""Seconds between two looks at whether a lost database is back."""
_log = logging.getLogger("leadcast")


class Refuge:
    """Puts aside what cannot be written, and writes it once the database is back.

    Looking takes seconds where nobody answers, so a thread of its own looks, as long as there is a need.
    """

    def __init__(self, ledger: Ledger, spool: Spool) -> None:
        self._ledger = ledger
        self._spool = spool
        self._lost = False
        self._lock = threading.Lock()
        self._watcher: threading.Thread | None = None
        self._leaving = threading.Event()
        if spool.waiting():  # what a process before this one left
            self._watch()

    @property
    def lost(self) -> bool:
        """Whether the database is not to be asked."""
        return self._lost

    def take(self, kept: Sequence[Kept], why: LedgerError | None = None) -> None:
        """Puts aside what could not be written; ``why`` where that was just found out.

        Raises:
            LedgerError: the spool cannot be written either.
        """
        self._spool.append(kept)
        if why:
            said = "what was to be written to the ledger is put aside: %s"
            _log.error(said, why, extra={"event": "ledger_failed"})
        self._watch(True if why else None)

    def leave(self) -> None:
        """Stops looking; what is put aside stays for the next process."""
        self._leaving.set()

    def _watch(self, lost: bool | None = None) -> None:
        with self._lock:
            if lost is not None:
                self._lost = lost
            if self._watcher is None:
                self._watcher = threading.Thread(target=self._look, name="ledger refuge", daemon=True)
                self._watcher.start()

    def _look(self) -> None:
        while not self._leaving.wait(PAUSE):
            try:
                self._ledger.prepare()
                drained = self._spool.drain(self._ledger)
            except LedgerError as error:
                _log.debug("the ledger is not back yet: %s", error)
                continue
            except Exception as error:  # its message may repeat what was told
                _log.error("what is put aside cannot be written: %s", type(error).__name__)
                continue
            said = "the ledger is back, and has %d entries that were put aside"
            _log.info(said, drained, extra={"event": "ledger_restored"})
            with self._lock:
                self._lost = False
                if not self._spool.waiting():  # who puts aside from now on starts another thread
                    self._watcher = None
                    return
