"""The shadow in memory: a bundle that rides along with the champion, and is never asked for an answer."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from features.errors import LeadcastError, WorkspaceError
from serving.loading import Loading
from serving.rest import settle

if TYPE_CHECKING:
    from models.workspace import Workspace
    from serving.answerer import Answerer
    from serving.champion import Champion

_SAID = "the shadow does not ride along"
_log = logging.getLogger("leadcast")


class Shadow:
    """Follows the workspace's word on what rides along; what cannot be loaded does not, and is told of once.

    Args:
        champion: what answers; as long as the shadow is the same bundle, it does not ride.
        of_use: whether what it says is kept anywhere.
    """

    def __init__(self, workspace: Workspace, champion: Champion, *, of_use: bool) -> None:
        self._workspace = workspace
        self._champion = champion
        self._of_use = of_use
        self._loading = Loading(workspace, "shadow_refused")
        self._riding: Answerer | None = None

    def answerer(self) -> Answerer | None:
        """What rides along now; None where nothing does."""
        riding = self._riding
        return riding if riding and riding.scorer.version != self._champion.version() else None

    def version(self) -> str:
        """The version of what rides along now; empty while nothing does."""
        riding = self.answerer()
        return riding.scorer.version if riding else ""

    async def look(self) -> None:
        """Takes what the workspace names, if it is another bundle than the one that rides."""
        wanted = self._wanted()
        if self._riding and self._riding.scorer.version != wanted:
            _log.info("bundle %s rides no more", self._riding.scorer.version, extra={"event": "shadow_ended"})
            self._riding = None
        if wanted and self._riding is None and self._loading.may_try(wanted):
            await asyncio.to_thread(self._load, wanted)

    def _wanted(self) -> str | None:
        """The version that is to ride; None for none, or where it would be of no use."""
        try:
            wanted = self._workspace.shadow_version()
            if wanted and not self._of_use:
                raise WorkspaceError("no receipts are kept, so nobody could compare what it says")
        except (LeadcastError, OSError) as error:
            self._loading.complain(error, _SAID)
            return None
        if wanted is None or self.version():
            self._loading.well()
        return None if wanted == self._champion.version() else wanted

    def _load(self, version: str) -> None:
        answerer = self._loading.tried_out(version, _SAID)
        if answerer:
            self._riding = answerer
            self._loading.well()
            _log.info("bundle %s rides along", version, extra={"event": "shadow_loaded"})
            settle()
