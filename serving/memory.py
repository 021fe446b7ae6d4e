"""The ledger as the service uses it: read before a score, told after it, and perhaps lost in between."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeVar

from features.agreement import read_agreement
from features.agreement.ledger import Ledger as Rules
from features.errors import LeadcastError, LedgerError
from models.ledger import Asked, Document, Ledger, ledger_url
from serving.refusal import Refusal
from serving.request.facts import LOST, NOTHING, Held

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from features.agreement import Agreement
    from models.ledger import Journey
    from models.workspace import Workspace
    from serving.answerer import Understood
    from serving.request.facts import Telling
    from serving.scored import Scored

PATIENCE: Final = 0.5
"""Seconds a request waits for the database: some callers have one second in all."""
AGAIN_AFTER: Final = 2.0
"""Seconds in which a database that was lost is not asked again."""
_log = logging.getLogger("leadcast")
T = TypeVar("T")


class Memory:
    """What is known of leads between requests.

    While the database cannot be reached, leads are scored on what is sent alone and the answer warns of it,
    or requests are refused: as the agreement says.
    """

    def __init__(self, workspace: Workspace, *, on: bool = True) -> None:
        self._workspace = workspace
        self._on = on
        self._rules = Rules()
        self._ledger: Ledger | None = None
        self._lost_until = 0.0

    async def begin(self) -> None:
        """Opens the ledger, so that no request waits for it; if it cannot be, later requests try again."""
        if self._on:
            with contextlib.suppress(LedgerError):
                await self._ask(lambda ledger: None)

    async def held(self, told: Sequence[Telling]) -> list[Held]:
        """What is known of each lead that has an id.

        Raises:
            Refusal: the database is lost, and the agreement wants no score then, or nothing else is told.
        """
        named = [one for one in told if one.lead_id and self._on]
        if not named:
            return [NOTHING] * len(told)
        asked = [Asked(one.lead_id, one.lead.account_id) for one in named]
        try:
            journeys = await self._ask(lambda ledger: ledger.journeys(asked))
        except LedgerError:
            if self._rules.when_lost == "refuse" or any(one.lead.empty for one in named):
                raise _lost() from None
            return [LOST if one.lead_id else NOTHING for one in told]
        found = iter(journeys)
        return [_held(next(found)) if one.lead_id else NOTHING for one in told]

    async def keep(self, heard: Sequence[Understood], scored: Sequence[Scored]) -> None:
        """Keeps what was told of leads that have an id."""
        del scored
        documents = [
            Document(lead_id, "request", one.as_of, facts)
            for one in heard
            for lead_id, facts in ((one.telling.lead_id, one.telling.lead), *one.telling.colleagues)
            if lead_id and not facts.empty
        ]
        if documents and self._on:
            try:
                await self._ask(lambda ledger: ledger.told(documents))
            except LedgerError:
                if self._rules.when_lost == "refuse":
                    raise _lost() from None

    async def _ask(self, what: Callable[[Ledger], T]) -> T:
        if monotonic() < self._lost_until:
            raise LedgerError("the ledger was lost a moment ago")
        try:
            return await asyncio.to_thread(self._asked, what)
        except LedgerError as error:
            self._lost_until = monotonic() + AGAIN_AFTER
            _log.error("the ledger is lost: %s", error)
            raise

    def _asked(self, what: Callable[[Ledger], T]) -> T:
        if self._ledger is None:
            agreement = self._agreement()
            self._rules = agreement.ledger if agreement else Rules()
            self._ledger = Ledger.open(ledger_url(agreement), self._workspace.state, patience=PATIENCE)
        return what(self._ledger)

    def _agreement(self) -> Agreement | None:
        """As it stands in the workspace now; a service may also run on bundles alone."""
        try:
            return read_agreement(self._workspace.path)
        except LeadcastError as error:
            _log.warning("the ledger is kept as if the agreement said nothing of it: %s", error)
            return None


def _held(journey: Journey | None) -> Held:
    if journey is None:
        return NOTHING
    others = {other.lead_id: other.facts for other in journey.colleagues}
    return Held(journey.lead.facts, others, complete=journey.complete)


def _lost() -> Refusal:
    message = "What is known of leads cannot be read at the moment."
    return Refusal(503, "ledger_lost", message, headers={"Retry-After": "5"})
