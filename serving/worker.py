"""What one process that answers is made of."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from models.workspace import Workspace
from serving.app import make_app
from serving.champion import Champion
from serving.desk.pages import desk_operations
from serving.following import follow
from serving.guard import Guard
from serving.guard.crowd import Crowd
from serving.guard.hubspot import SignedByHubSpot
from serving.memory import Forgetful, Remembering
from serving.operations import operations
from serving.rest import settle
from serving.riding import Riding
from serving.routes.hooks import hooks
from serving.routes.metrics import metrics
from serving.shadow import Shadow
from serving.watch import Watch
from serving.watch.listener import Listener
from serving.week import Week, agreed_capacity

if TYPE_CHECKING:
    from serving.settings import Settings


class Worker:
    """The parts, put together as the settings say.

    Attributes:
        offered: every operation, in the order of the documents, and behind them the pages of the desk.
        routes: the application that answers with them.
        app: the same, for as many at once as the settings allow.
    """

    def __init__(self, settings: Settings) -> None:
        workspace = Workspace(settings.workspace)
        guard = Guard(settings)
        signed = SignedByHubSpot(guard, settings.hubspot_secret, settings.public_url)
        self._settings = settings
        self._champion = Champion(workspace)
        self._memory = Remembering(workspace) if settings.ledger else Forgetful()
        self._shadow = Shadow(workspace, self._champion, of_use=self._memory.keeps_receipts)
        others = (
            *hooks(self._champion, self._memory, signed.check),
            *metrics(lambda: self._watch.page(), offered=settings.metrics),
        )
        week = Week(self._memory.ledger, lambda: agreed_capacity(workspace))
        of_desk = (workspace, guard, self._champion, self._memory, week, settings.public_url)
        self.offered = (
            *operations(
                self._champion,
                self._memory,
                settings.public_url,
                others,
                shadow=self._shadow.version,
                week=week,
            ),
            *(desk_operations(*of_desk) if settings.desk else ()),
        )
        names = (operation.name for operation in self.offered)
        versions = self._champion.version, self._shadow.version
        self._watch = Watch(names, *versions, lines=settings.request_log)
        self._riding = Riding(
            self._shadow, self._memory.shadowed, lambda: self._watch.idle, self._watch.meters.shadowed
        )
        if isinstance(self._memory, Remembering):
            self._memory.accompany = self._riding.take
        self._listener = Listener(self._watch.page)
        self.routes = make_app(map(self._watch.counting, self.offered), guard.admit, self._watch.seen)
        self.app = Crowd(self.routes, settings.most_at_once, self._watch)

    async def begin(self, number: int) -> None:
        """Loads the champion before the first request, so that none waits for it, and follows the pointer.

        Args:
            number: of this process among those that answer, from 1.
        """
        self._watch.begin()
        await self._listener.begin(self._settings.metrics_address, number)
        await self._champion.look()
        await self._memory.begin()
        await self._shadow.look()
        settle()
        looks = self._champion.look, self._shadow.look
        self._tasks = [
            asyncio.create_task(follow(self._settings.look_every, *looks)),
            asyncio.create_task(self._riding.run()),
        ]

    async def end(self) -> None:
        """Stops following, and writes what is to be kept."""
        self._listener.end()
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self._riding.write()
        await self._memory.end()
