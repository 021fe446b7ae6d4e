"""The book of one workspace: read at the first look, then kept fresh while nobody waits for it."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Final

from features.clock import MINUTE, now
from features.errors import LedgerError
from serving.desk.book.gathered import Gathered
from serving.desk.book.shelving import shelf_of
from serving.refusal import Refusal, ledger_lost

if TYPE_CHECKING:
    from models.ledger import Ledger
    from models.queue import Queue
    from models.workspace import Workspace
    from serving.champion import Champion
    from serving.desk.book.shelf import Shelf
    from serving.week import Week

FRESH: Final = 30.0
"""Seconds for which the book is shown as it is."""
OLD: Final = 3_600.0
"""Seconds after which whoever looks waits for a new one, as the first did; and all is read again."""

ERASING: Final = 10 * MINUTE
"""How long after a lead was put on the list of the forgotten it may still be in the ledger."""


class Book:
    """Makes shelves.

    Args:
        week: the list of leads to work, made anew with each shelf.
    """

    def __init__(self, workspace: Workspace, ledger: Ledger | None, champion: Champion, week: Week) -> None:
        self._forgotten = workspace.state / "forgotten.json"
        self._ledger = ledger
        self._champion = champion
        self._week = week
        self._gathered = Gathered()
        self._whole = float("-inf"), 0  # when all was read, and the list of the forgotten then
        self._made: tuple[float, Shelf] | None = None
        self._making: asyncio.Task[Shelf] | None = None

    async def shelf(self) -> Shelf:
        """The leads as they stood less than a minute ago, or longer if nobody looked.

        Raises:
            Refusal: there is no ledger, or it is lost.
        """
        age = monotonic() - self._made[0] if self._made else OLD
        if age > FRESH and self._making is None:
            self._making = asyncio.create_task(self._make())
            self._making.add_done_callback(self._done)
        if self._made and age < OLD:
            return self._made[1]
        return await asyncio.shield(self._making) if self._making else await self._make()

    async def _make(self) -> Shelf:
        began = monotonic()
        queue, unlisted = await self._queue()
        made = await asyncio.to_thread(self._read, queue, unlisted)
        self._made = began, made
        return made

    def _read(self, queue: Queue | None, unlisted: str) -> Shelf:
        if self._ledger is None:
            raise Refusal(503, "no_ledger", "This service keeps no ledger, so it knows of no scores.")
        at, stands = now(), self._stands()
        erasing = at - stands < ERASING
        if erasing or stands != self._whole[1] or monotonic() - self._whole[0] > OLD:
            self._gathered, self._whole = Gathered(), (monotonic(), stands)
        try:
            self._gathered.gather(self._ledger, at)
        except LedgerError as error:
            raise ledger_lost() from error
        return shelf_of(self._gathered, at, queue, unlisted)

    async def _queue(self) -> tuple[Queue | None, str]:
        """The week's list, or why there is none."""
        try:
            made = await self._week.made(self._champion.answerer().scorer, None)
        except Refusal as refusal:
            return None, str(refusal)
        return made.queue, ""

    def _stands(self) -> int:
        """When a lead was last put on the list of the forgotten; what was read of it must go too."""
        try:
            return self._forgotten.stat().st_mtime_ns // 1_000
        except OSError:
            return 0

    def _done(self, making: asyncio.Task[Shelf]) -> None:
        self._making = None
        if not making.cancelled():
            making.exception()  # told to whoever asks once the shelf at hand is too old
