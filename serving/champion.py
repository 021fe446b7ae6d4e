"""The champion in memory: loaded beside the one that serves, tried out, and then put in its place."""

from __future__ import annotations

import asyncio
import logging
from time import monotonic
from typing import TYPE_CHECKING, Final

from features.errors import BundleError, LeadcastError
from models.scorer import Scorer
from serving.answerer import Answerer

if TYPE_CHECKING:
    from models.workspace import Workspace

AGAIN_AFTER: Final = 10.0
"""Seconds until a bundle that could not be loaded is tried again."""
_log = logging.getLogger("leadcast")


class Champion:
    """Follows the workspace's pointer; a bundle that cannot be loaded leaves the one before serving."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._answerer: Answerer | None = None
        self._lock = asyncio.Lock()
        self._failed: tuple[str, float] = "", 0.0
        self._complaint = ""

    async def current(self) -> Answerer | None:
        """Answers for the champion; None while there has never been one.

        Who first asks after a promotion waits for the new bundle; others meanwhile get the old one.
        """
        wanted = self._wanted()
        if wanted is not None and not (self._lock.locked() and self._answerer):
            async with self._lock:
                if self._should_load(wanted):
                    await asyncio.to_thread(self._load, wanted)
        return self._answerer

    def _wanted(self) -> str | None:
        try:
            return self._workspace.champion_version()
        except (LeadcastError, OSError) as error:
            self._complain(error)
            return None

    def _should_load(self, version: str) -> bool:
        if self._answerer and self._answerer.scorer.version == version:
            return False
        failed, when = self._failed
        return version != failed or monotonic() - when > AGAIN_AFTER

    def _load(self, version: str) -> None:
        try:
            answerer = self._answering(version)
        except Exception as error:
            self._failed = version, monotonic()
            self._complain(error)
        else:
            self._answerer, self._complaint = answerer, ""
            _log.info("bundle %s serves", version)

    def _answering(self, version: str) -> Answerer:
        bundle = self._workspace.bundle(version)
        if bundle.version != version:
            raise BundleError(
                f"{bundle.path} holds the bundle {bundle.version}; restore {version} or train again"
            )
        answerer = Answerer(Scorer(bundle))
        answerer.try_out()
        return answerer

    def _complain(self, error: Exception) -> None:
        """Says once what is wrong with a champion."""
        told = str(error) if isinstance(error, LeadcastError) else type(error).__name__
        if told != self._complaint:
            self._complaint = told
            kept = "the one before keeps serving" if self._answerer else "nothing can be served"
            _log.error("the champion cannot be loaded, %s: %s", kept, told)
