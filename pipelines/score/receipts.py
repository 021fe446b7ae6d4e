"""Receipts of a batch: those the service would have left, had it been asked for the same scores."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from features.clock import now
from models.ledger import Facts, Spool, Writer
from models.receipts.known import inputs_from
from models.receipts.receipt import receipt_of
from models.receipts.scored import Scored
from pipelines.score.colleagues import accounts_of
from pipelines.sync.reading import documents_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from features.sources import Journey
    from models.ledger import Ledger, Receipt, Written
    from models.score import Score
    from models.scorer import Scorer, Scores
    from pipelines.score.colleagues import Account

AT_ONCE: Final = 300
"""Receipts written at once: the service's own writes wait for no more."""
_SOME: Final = "receipt_leads"
_ALONE: Final[dict[str, Facts]] = {}


class Receipts:
    """Takes scores as they are made; the next are scored while these are written.

    Attributes:
        left: how many receipts there are.
        ids: of the scores that left one, by lead and instant (ISO 8601).
        without: how many leads have none, as their account is larger than the ledger reads.
        put_aside: whether the database was lost, and some wait for it in files.
    """

    def __init__(self, scorer: Scorer, journey: Journey, writer: Writer) -> None:
        self.left = 0
        self.ids: dict[tuple[str, str], str] = {}
        self.without = 0
        self.put_aside = False
        self._scorer = scorer
        self._known = frozenset(scorer.plan.attributes)
        self._journey = journey
        self._writer = writer
        self._writing: Future[Written] | None = None

    def add(self, scores: Scores, lead_ids: tuple[str, ...], told: Sequence[Score]) -> None:
        """Writes the receipts of some scores, which ascend by lead.

        Raises:
            LedgerError: they cannot be written, nor put aside.
        """
        at = now()
        waiting: list[Receipt] = []
        for scored in self._scored(scores, lead_ids, told):
            waiting.append(receipt_of(scored, at))
            self.ids[scored.record.lead_id, scored.record.as_of] = waiting[-1].score_id
            if len(waiting) == AT_ONCE:
                self._write(waiting)
                waiting = []
        self._write(waiting)

    def finish(self) -> None:
        """Waits until all is written."""
        if self._writing:
            self.put_aside |= self._writing.result() == "spooled"
            self._writing = None

    def _write(self, receipts: list[Receipt]) -> None:
        self.finish()
        if receipts:
            self._writing = self._writer.keep((), receipts)
            self.left += len(receipts)

    def _scored(self, scores: Scores, lead_ids: tuple[str, ...], told: Sequence[Score]) -> Iterator[Scored]:
        instants = scores.moments.as_of.tolist()
        some = [(lead_ids[lead], row) for row, lead in enumerate(scores.moments.lead.tolist())]
        rows = {lead_id: [row for _, row in own] for lead_id, own in groupby(some, lambda one: one[0])}
        _name(self._journey, list(rows))
        accounts = accounts_of(self._journey, _SOME)
        for document in documents_of(self._journey, 0, _SOME):
            account = accounts.get(document.facts.account_id or "")
            if account and account.too_large:
                self.without += 1
                continue
            others = _others(document.lead_id, account)
            for row in rows[document.lead_id]:
                inputs = inputs_from(document.lead_id, instants[row], document.facts, others, self._known)
                yield Scored(self._scorer, inputs, told[row], scores, row)


@contextmanager
def receipts_of(scorer: Scorer, journey: Journey, ledger: Ledger, spool: Path | None) -> Generator[Receipts]:
    """Takes scores, and ends when their receipts are as safe as they will be.

    Args:
        spool: the workspace's state, where receipts are put aside while the database is lost; None: an error.
    """
    writer = Writer(ledger, Spool(spool) if spool else None)
    try:
        receipts = Receipts(scorer, journey, writer)
        yield receipts
        receipts.finish()
    finally:
        writer.close()


def _name(journey: Journey, leads: list[str]) -> None:
    """Makes the table of the leads in hand, which all cursors see."""
    journey.db.register("receipt_leads_told", pa.table({"lead_id": pa.array(leads, pa.string())}))
    journey.db.execute(f"CREATE OR REPLACE TABLE {_SOME} AS SELECT lead_id FROM receipt_leads_told")
    journey.db.unregister("receipt_leads_told")


def _others(lead_id: str, account: Account | None) -> list[tuple[str, Facts]]:
    members = account.members if account else _ALONE
    return [(other, facts) for other, facts in members.items() if other != lead_id]
