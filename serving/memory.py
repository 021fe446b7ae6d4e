"""The ledger as the service uses it: read before a score, told after it, and perhaps lost in between."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC
from time import monotonic
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from features.agreement import read_agreement
from features.agreement.ledger import Feedback
from features.agreement.ledger import Ledger as Rules
from features.clock import now
from features.errors import LeadcastError, LedgerError
from models.ledger import Asked, Ledger, Spool, Writer, agreed, ledger_url
from models.receipts.receipt import receipt_of
from serving.forgetful import Forgetful
from serving.kept import documents_of
from serving.refusal import ledger_lost
from serving.request.facts import LOST, NOTHING, Held

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from datetime import tzinfo

    from features.agreement import Agreement
    from models.ledger import Answer, Journey, Shadowed, Written
    from models.receipts.scored import Scored
    from models.workspace import Workspace
    from serving.answerer import Understood
    from serving.request.facts import Telling

    Take = Callable[[Sequence[Understood], Sequence[Held], Sequence[Scored]], None]

PATIENCE: Final = 0.5
"""Seconds a request waits for the database: some callers have one second in all."""
AGAIN_AFTER: Final = 2.0
"""Seconds in which a database that was lost is not asked again."""
_log = logging.getLogger("leadcast")


class Remembering:
    """What is known of leads between requests, what scores leave behind, and what sales answers.

    While the database cannot be reached, leads are scored on what is sent alone, the answer warns of it, and
    what is to be kept is put aside; or requests are refused: as the agreement says.

    Attributes:
        ledger: the database.
        accompany: told of each score that left a receipt, for a shadow to score it too.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._state = workspace.state
        self._agreement = _agreement(workspace)
        self._rules = self._agreement.ledger if self._agreement else Rules()
        self.ledger = Ledger.at(ledger_url(self._agreement), self._state, patience=PATIENCE)
        self._begun: Writer | None = None
        self._lost_until = 0.0
        self.accompany: Take = _alone

    @property
    def keeps_receipts(self) -> bool:
        """Whether scores leave any."""
        return self._rules.receipts

    @property
    def zone(self) -> tzinfo:
        """Where times without a zone are read that belong to no model."""
        return ZoneInfo(self._agreement.timezone) if self._agreement else UTC

    async def begin(self) -> None:
        """Sees whether the database is there, so that no request waits for it, and begins to write."""
        spool = Spool(self._state) if self._rules.when_lost == "spool" else None
        self._begun = Writer(self.ledger, spool)
        try:
            await asyncio.to_thread(self.ledger.journeys, [Asked("")])  # compiles what each request asks
        except LedgerError as error:
            self._lose(error)

    async def end(self) -> None:
        """Writes what has come in."""
        if self._begun:
            await asyncio.to_thread(self._begun.close)
        self.ledger.close()

    async def held(self, told: Sequence[Telling]) -> list[Held]:
        """What is known of each lead that has an id.

        Raises:
            Refusal: the database is lost, and the agreement wants no score then, or nothing else is told.
        """
        named = [one for one in told if one.lead_id]
        if not named:
            return [NOTHING] * len(told)
        try:
            found = iter(await self._journeys([Asked(one.lead_id, one.lead.account_id) for one in named]))
        except LedgerError as error:
            if self._rules.when_lost == "refuse" or any(one.lead.empty for one in named):
                raise ledger_lost() from error
            return [LOST if one.lead_id else NOTHING for one in told]
        return [_held(next(found)) if one.lead_id else NOTHING for one in told]

    async def keep(self, heard: Sequence[Understood], held: Sequence[Held], scored: Sequence[Scored]) -> None:
        """Keeps what was told of leads that have an id, and the receipts of their scores.

        Raises:
            Refusal: neither the database nor the spool can be written, or the agreement wants no spool.
        """
        at = now()
        documents = [document for one in heard for document in documents_of(one)]
        receipts = [receipt_of(one, at) for one in scored] if self._rules.receipts else []
        if documents or receipts:
            await self._written(lambda writer: writer.keep(documents, receipts))
        if receipts:
            self.accompany(heard, held, scored)

    async def shadowed(self, scores: Sequence[Shadowed]) -> bool:
        """Keeps receipts of a shadow, if that can be done now: nobody was told that they are kept."""
        try:
            if monotonic() < self._lost_until:
                return False
            await asyncio.to_thread(self.ledger.shadowed, scores)
        except LedgerError:
            return False
        return True

    async def answered(self, answer: Answer) -> Written:
        """Keeps an answer of sales; when this returns it is on the disk.

        Raises:
            AnswerError: it is none that the agreement knows, or its key stands for another.
            Refusal: it cannot be kept.
        """
        feedback = self._agreement.feedback if self._agreement else Feedback()
        told = agreed(answer, feedback)
        return await self._written(lambda writer: writer.answered(told))

    async def _written(self, wish: Callable[[Writer], Future[Written]]) -> Written:
        try:
            if self._begun is None:
                raise LedgerError("the ledger is not open yet")
            return await asyncio.wrap_future(wish(self._begun))
        except LedgerError as error:
            self._lose(error)
            raise ledger_lost() from error

    async def _journeys(self, asked: Sequence[Asked]) -> list[Journey | None]:
        if monotonic() < self._lost_until:
            raise LedgerError("the ledger was lost a moment ago")
        try:
            return await asyncio.to_thread(self.ledger.journeys, asked)
        except LedgerError as error:
            self._lose(error)
            raise

    def _lose(self, error: LedgerError) -> None:
        self._lost_until = monotonic() + AGAIN_AFTER
        _log.error("the ledger is lost: %s", error, extra={"event": "ledger_failed"})


Memory = Remembering | Forgetful


def _alone(heard: Sequence[Understood], held: Sequence[Held], scored: Sequence[Scored]) -> None:
    """Nothing rides along."""


def _agreement(workspace: Workspace) -> Agreement | None:
    """As it stands in the workspace now; a service may also run on bundles alone."""
    try:
        return read_agreement(workspace.path)
    except LeadcastError as error:
        _log.warning("the ledger is kept as if the agreement said nothing of it: %s", error)
        return None


def _held(journey: Journey | None) -> Held:
    if journey is None:
        return NOTHING
    others = {other.lead_id: other.facts for other in journey.colleagues}
    return Held(journey.lead.facts, others, complete=journey.complete)
