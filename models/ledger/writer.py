"""The writer: one thread writes for many callers, all that has come in as one transaction."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from features.errors import LedgerError
from models.ledger.answers import Answer, conflict
from models.ledger.refuge import Refuge
from models.ledger.trouble import RejectedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.ledger.answers import Taken
    from models.ledger.document import Document
    from models.ledger.ledger import Ledger
    from models.ledger.receipts import Receipt
    from models.ledger.spool import Spool

Written = Literal["recorded", "already", "spooled"]
"""recorded: it is in the database; already: it was there before; spooled: it will be, once it is back."""

MOST_WAITING: Final = 10_000
AT_ONCE: Final = 500


class _Wish(NamedTuple):
    future: Future[Written]
    documents: Sequence[Document]
    receipts: Sequence[Receipt]
    answer: Answer | None = None


class Writer:
    """Writes to a ledger, or puts aside in a spool while the ledger is lost. Without a spool it refuses then.

    Each method gives a future: it is done when what was to be written is as safe as it will be, and holds a
    LedgerError where it could not be written, a ConflictError where an answer's key says something else.
    """

    def __init__(self, ledger: Ledger, spool: Spool | None = None) -> None:
        self._ledger = ledger
        self._refuge = Refuge(ledger, spool) if spool else None
        self._wishes: Queue[_Wish | None] = Queue(MOST_WAITING)
        self._closed = False
        self._refused = False
        self._thread = threading.Thread(target=self._run, name="ledger writer", daemon=True)
        self._thread.start()

    @property
    def lost(self) -> bool:
        """Whether the database could not be written when it was last tried."""
        return self._refuge.lost if self._refuge else self._refused

    def keep(self, documents: Sequence[Document], receipts: Sequence[Receipt] = ()) -> Future[Written]:
        """Writes what a request told, and what its scores leave behind, all or nothing.

        Raises:
            LedgerError: too much waits already, or the writer is closed.
        """
        return self._ask(_Wish(Future(), documents, receipts))

    def answered(self, answer: Answer) -> Future[Written]:
        """Writes an answer of sales.

        Raises:
            LedgerError: as for ``keep``.
        """
        return self._ask(_Wish(Future(), (), (), answer))

    def close(self, patience: float = 10.0) -> None:
        """Writes what has come in, and stops."""
        self._closed = True
        self._wishes.put(None)
        self._thread.join(patience)
        if self._refuge:
            self._refuge.leave()

    def _ask(self, wish: _Wish) -> Future[Written]:
        if self._closed:
            raise LedgerError("the ledger is closed: this process is about to end")
        try:
            self._wishes.put_nowait(wish)
        except Full:
            raise LedgerError("too much waits to be written to the ledger; try again later") from None
        return wish.future

    def _run(self) -> None:
        while group := self._group():
            # answers apart: only they must be on the disk, and only they can be in conflict
            for some in ([w for w in group if not w.answer], [w for w in group if w.answer]):
                if some:
                    self._write(some)

    def _group(self) -> list[_Wish]:
        """What has come in, once something has; nothing where the writer is closed."""
        group: list[_Wish] = []
        wish = self._wishes.get()
        while wish:
            # a caller that went away is not told, and what it told counts
            heard = wish.future.set_running_or_notify_cancel()
            group.append(wish if heard else wish._replace(future=Future()))
            try:
                wish = self._wishes.get_nowait() if len(group) < AT_ONCE else None
            except Empty:
                return group
            if wish is None and len(group) < AT_ONCE:
                self._wishes.put(None)  # the end is for the next to see
        return group

    def _write(self, group: Sequence[_Wish]) -> None:
        try:
            outcomes = self._put(group)
        except RejectedError as error:
            if len(group) == 1:
                group[0].future.set_exception(error)
            else:  # one of them is bad, and the others are not to suffer
                for wish in group:
                    self._write([wish])
        except Exception as error:
            for wish in group:
                wish.future.set_exception(error)
        else:
            for wish, outcome in zip(group, outcomes, strict=True):
                if outcome == "conflict":
                    wish.future.set_exception(conflict())
                else:
                    wish.future.set_result(outcome)

    def _put(self, group: Sequence[_Wish]) -> list[Written | Taken]:
        documents = [document for wish in group for document in wish.documents]
        receipts = [receipt for wish in group for receipt in wish.receipts]
        answers = [wish.answer for wish in group if wish.answer]
        aside: list[Written | Taken] = ["spooled"] * len(group)
        if self._refuge and self._refuge.lost:
            self._refuge.take([*documents, *receipts, *answers])
            return aside
        try:
            outcomes: list[Written | Taken] = ["recorded"] * len(group)
            if answers:
                outcomes = [*self._ledger.take(answers)]
            else:
                self._ledger.told(documents, receipts)
        except RejectedError:
            raise
        except LedgerError as error:
            self._refused = True
            if self._refuge is None:
                raise
            self._refuge.take([*documents, *receipts, *answers], why=error)
            return aside
        self._refused = False
        return outcomes
