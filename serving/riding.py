"""The ride: what was answered is scored once more by the shadow, when there is nothing else to do.

A request never waits for it: it leaves a note in a queue that has an end, and what comes beyond is dropped
and counted. Nor is a score begun while a request is in hand; one that comes while it is computed waits for
that one, a few milliseconds.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.clock import now
from models.ledger import Shadowed
from models.receipts.receipt import receipt_of
from serving.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from models.receipts.scored import Scored
    from serving.answerer import Answerer, Understood
    from serving.request.facts import Held
    from serving.shadow import Shadow

    Keep = Callable[[Sequence[Shadowed]], Awaitable[bool]]

MOST_WAITING: Final = 2_000
MOST_ROWS: Final = 200_000
"""Touches, stages and changes of all that waits: what bounds the memory it takes."""
AT_ONCE: Final = 4
"""Leads that are scored together at most; a request that comes meanwhile waits for all of them."""
MANY: Final = 16
"""One more is scored at once for each so many that wait: together they take less, one alone delays less."""
BREATH: Final = 0.001
"""Seconds between two scores, in which what has come is begun."""
AT_LEAST: Final = 16
"""Receipts that are written together, unless the first has waited for LONGEST seconds."""
LONGEST: Final = 1.0
_log = logging.getLogger("leadcast")


class _Note(NamedTuple):
    """What one score was answered to: the request, when it was looked at, and what was held then."""

    given: dict[str, Any]
    as_of: int
    held: Held
    answered: str
    rows: int


class Riding:
    """Scores with the shadow what the champion has answered.

    Args:
        keep: writes receipts, and says whether it could.
        idle: whether no request is in hand.
        count: told of what became of each score: scored, unreadable, failed, dropped or unkept.
    """

    def __init__(
        self, shadow: Shadow, keep: Keep, idle: Callable[[], bool], count: Callable[[str], None]
    ) -> None:
        self._shadow = shadow
        self._keep = keep
        self._idle = idle
        self._count = count
        self._waiting: deque[_Note] = deque()
        self._rows = 0
        self._ready: list[Shadowed] = []
        self._since = 0.0
        self._complained = ""
        self._work = asyncio.Event()

    def take(self, heard: Sequence[Understood], held: Sequence[Held], scored: Sequence[Scored]) -> None:
        """Notes what is being answered; nobody waits for more than that."""
        if self._shadow.answerer() is None:
            return
        for one, before, answered in zip(heard, held, scored, strict=True):
            rows = _rows(one, before)
            if len(self._waiting) >= MOST_WAITING or self._rows + rows > MOST_ROWS:
                self._count("dropped")
            else:
                self._waiting.append(
                    _Note(one.given, one.as_of, before, str(answered.flat["score_id"]), rows)
                )
                self._rows += rows
        self._work.set()

    async def run(self) -> None:
        """Scores what waits, whenever no request is in hand, until it is cancelled."""
        while True:
            await self._work.wait()
            await asyncio.sleep(BREATH)
            if not self._idle():
                continue
            if self._waiting:
                self._score(self._next())
            elif not self._ready:
                self._work.clear()
            if self._ready and (len(self._ready) >= AT_LEAST or monotonic() - self._since > LONGEST):
                await self.write()

    async def write(self) -> None:
        """Writes the receipts of what was scored so far."""
        ready, self._ready = self._ready, []
        if ready and not await self._keep(ready):
            for _ in ready:
                self._count("unkept")

    def _next(self) -> list[_Note]:
        many = min(AT_ONCE, 1 + len(self._waiting) // MANY, len(self._waiting))
        some = [self._waiting.popleft() for _ in range(many)]
        self._rows -= sum(note.rows for note in some)
        return some

    def _score(self, some: list[_Note]) -> None:
        """Scores some; one that cannot be scored takes none of the others with it."""
        answerer = self._shadow.answerer()
        if answerer is None:  # it was stopped, or is the champion now
            return
        try:
            done = _scored(answerer, some)
        except Exception as error:
            if len(some) > 1:
                for note in some:
                    self._score([note])
            else:
                self._lament(answerer.scorer.version, error)
            return
        self._since = self._since if self._ready else monotonic()
        self._ready += done
        for _ in done:
            self._count("scored")

    def _lament(self, version: str, error: Exception) -> None:
        self._count("unreadable" if isinstance(error, Refusal) else "failed")
        if not isinstance(error, Refusal) and version != self._complained:
            self._complained = version
            said = "the shadow %s cannot score what the champion did: %s"
            _log.error(said, version, type(error).__name__, extra={"event": "shadow_failed"})


def _scored(answerer: Answerer, some: Sequence[_Note]) -> list[Shadowed]:
    """What would have been answered, read anew in the shadow's own words."""
    heard = [answerer.understood(note.given)._replace(as_of=note.as_of) for note in some]
    found = answerer.answer(heard, [note.held for note in some])
    at = now()
    return [
        Shadowed(note.answered, receipt_of(scored, at)) for note, (scored, _) in zip(some, found, strict=True)
    ]


def _rows(heard: Understood, held: Held) -> int:
    """How many rows a note keeps alive; a lead counts as one more."""
    told = (heard.telling.lead, held.lead, *(facts for _, facts in heard.telling.colleagues))
    return sum(1 + facts.size for facts in (*told, *held.colleagues.values()))
