"""Bundles of a workspace on their way into memory: tried out first, and what is wrong with one said once."""

from __future__ import annotations

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


class Loading:
    """Loads bundles.

    Args:
        event: the name under which a complaint stands in the log.
    """

    def __init__(self, workspace: Workspace, event: str) -> None:
        self._workspace = workspace
        self._event = event
        self._failed: tuple[str, float] = "", 0.0
        self._complaint = ""

    def may_try(self, version: str) -> bool:
        """Whether it did not fail a moment ago."""
        failed, when = self._failed
        return version != failed or monotonic() - when > AGAIN_AFTER

    def tried_out(self, version: str, said: str) -> Answerer | None:
        """A bundle that answers; None, and a complaint, if it does not."""
        try:
            return self._answering(version)
        except Exception as error:
            self._failed = version, monotonic()
            self.complain(error, said)
            return None

    def complain(self, error: Exception, said: str) -> None:
        """Says once what is wrong."""
        told = str(error) if isinstance(error, LeadcastError) else type(error).__name__
        if told != self._complaint:
            self._complaint = told
            _log.error("%s: %s", said, told, extra={"event": self._event})

    def well(self) -> None:
        """All is as it should be: what was complained of is news, should it come back."""
        self._complaint = ""

    def _answering(self, version: str) -> Answerer:
        bundle = self._workspace.bundle(version)
        if bundle.version != version:
            raise BundleError(
                f"{bundle.path} holds the bundle {bundle.version}; restore {version} or train again"
            )
        answerer = Answerer(Scorer(bundle))
        answerer.try_out()
        return answerer
