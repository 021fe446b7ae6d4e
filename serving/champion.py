"""The champion in memory: loaded beside the one that serves, tried out, and then put in its place."""

from __future__ import annotations

import asyncio
import logging
import random
from time import monotonic
from typing import TYPE_CHECKING, Final

from features.errors import BundleError, LeadcastError
from models.scorer import Scorer
from serving.answerer import Answerer
from serving.refusal import no_model
from serving.rest import settle

if TYPE_CHECKING:
    from models.workspace import Workspace

AGAIN_AFTER: Final = 10.0
"""Seconds until a bundle that could not be loaded is tried again."""
_log = logging.getLogger("leadcast")


class Champion:
    """Follows the workspace's pointer; a bundle that cannot be loaded leaves the one before serving."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._serving: Answerer | None = None
        self._before: Answerer | None = None
        self._failed: tuple[str, float] = "", 0.0
        self._complaint = ""

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

    async def follow(self, every: float) -> None:
        """Looks at the pointer every so many seconds, until it is cancelled.

        A tenth more or less, so that the workers of a machine do not all look, and load, together.
        """
        while True:
            await asyncio.sleep(every * random.uniform(0.9, 1.1))
            await self.look()

    async def look(self) -> None:
        """Takes what the pointer names, if it is another bundle than the one that serves."""
        wanted = self._wanted()
        if wanted is None:
            return
        if self._serving and self._serving.scorer.version == wanted:
            self._complaint = ""  # should it be lost again, that is news
        elif self._before and self._before.scorer.version == wanted:
            self._swap(self._before)
        elif self._may_try(wanted):
            await asyncio.to_thread(self._load, wanted)

    def _wanted(self) -> str | None:
        try:
            return self._workspace.champion_version()
        except (LeadcastError, OSError) as error:
            self._complain(error)
            return None

    def _may_try(self, version: str) -> bool:
        failed, when = self._failed
        return version != failed or monotonic() - when > AGAIN_AFTER

    def _load(self, version: str) -> None:
        try:
            answerer = self._tried_out(version)
        except Exception as error:
            self._failed = version, monotonic()
            self._complain(error)
        else:
            self._swap(answerer)
            settle()

    def _tried_out(self, version: str) -> Answerer:
        bundle = self._workspace.bundle(version)
        if bundle.version != version:
            raise BundleError(
                f"{bundle.path} holds the bundle {bundle.version}; restore {version} or train again"
            )
        answerer = Answerer(Scorer(bundle))
        answerer.try_out()
        return answerer

    def _swap(self, answerer: Answerer) -> None:
        self._before, self._serving, self._complaint = self._serving, answerer, ""
        _log.info("bundle %s serves", answerer.scorer.version, extra={"event": "bundle_loaded"})

    def _complain(self, error: Exception) -> None:
        """Says once what is wrong with a champion."""
        told = str(error) if isinstance(error, LeadcastError) else type(error).__name__
        if told != self._complaint:
            self._complaint = told
            kept = "the one before keeps serving" if self._serving else "nothing can be served"
            said = "the champion cannot be loaded, %s: %s"
            _log.error(said, kept, told, extra={"event": "bundle_refused"})
