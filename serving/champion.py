"""The champion in memory: loaded once, replaced when the workspace's pointer moves."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from features.errors import LeadcastError
from models.scorer import Scorer

if TYPE_CHECKING:
    from models.workspace import Workspace

_log = logging.getLogger("leadcast")


class Champion:
    """Follows the workspace's pointer; a bundle that cannot be loaded leaves the old one serving."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._seen: str | None = None
        self._scorer: Scorer | None = None

    def current(self) -> Scorer | None:
        """The scorer of the champion; None while there has never been one."""
        try:
            version = self._workspace.champion_version()
            if version is not None and version != self._seen:
                self._seen = version
                self._scorer = Scorer(self._workspace.bundle(version))
        except LeadcastError as error:
            _log.error("the champion cannot be loaded, the one before keeps serving: %s", error)
        return self._scorer
