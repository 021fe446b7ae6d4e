"""The champion in memory: loaded beside the one that serves, tried out, and then put in its place."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from features.errors import LeadcastError
from serving.loading import Loading
from serving.refusal import no_model
from serving.rest import settle

if TYPE_CHECKING:
    from models.workspace import Workspace
    from serving.answerer import Answerer

_log = logging.getLogger("leadcast")


class Champion:
    """Follows the workspace's pointer; a bundle that cannot be loaded leaves the one before serving."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._loading = Loading(workspace, "bundle_refused")
        self._serving: Answerer | None = None
        self._before: Answerer | None = None

    def answerer(self) -> Answerer:
        """What answers now. Whoever holds it is served by one bundle, whatever is promoted meanwhile.

        Raises:
            Refusal: there has never been a champion that could be loaded.
        """
        if self._serving is None:
            raise no_model()
        return self._serving

    def version(self) -> str:
        """The version of what answers now; empty while nothing does."""
        return self._serving.scorer.version if self._serving else ""

    async def look(self) -> None:
        """Takes what the pointer names, if it is another bundle than the one that serves."""
        wanted = self._wanted()
        if wanted is None:
            return
        if self._serving and self._serving.scorer.version == wanted:
            self._loading.well()
        elif self._before and self._before.scorer.version == wanted:
            self._swap(self._before)
        elif self._loading.may_try(wanted):
            await asyncio.to_thread(self._load, wanted)

    def _wanted(self) -> str | None:
        try:
            return self._workspace.champion_version()
        except (LeadcastError, OSError) as error:
            self._loading.complain(error, self._said())
            return None

    def _load(self, version: str) -> None:
        answerer = self._loading.tried_out(version, self._said())
        if answerer:
            self._swap(answerer)
            settle()

    def _swap(self, answerer: Answerer) -> None:
        self._before, self._serving = self._serving, answerer
        self._loading.well()
        _log.info("bundle %s serves", answerer.scorer.version, extra={"event": "bundle_loaded"})

    def _said(self) -> str:
        kept = "the one before keeps serving" if self._serving else "nothing can be served"
        return f"the champion cannot be loaded, {kept}"
