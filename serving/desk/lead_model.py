"""The bundles that a lead's page asks: the champion, and those that gave older scores."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.errors import LeadcastError
from models.scorer import Scorer
from models.whatif.levers import mutable_attributes
from serving.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.workspace import Workspace
    from serving.champion import Champion

_MOST: Final = 3
"""Bundles in memory beside what serves; older ones are seldom asked for."""


class Model(NamedTuple):
    """A bundle, ready to score.

    Attributes:
        meanings: of its chances, in a sentence each, by the name they have in an answer.
        mutable: the attributes whose past it knew from a history.
    """

    scorer: Scorer
    meanings: Mapping[str, str]
    mutable: tuple[str, ...]


class Models:
    """Bundles by version. It blocks: ask it in a thread."""

    def __init__(self, workspace: Workspace, champion: Champion) -> None:
        self._workspace = workspace
        self._champion = champion
        self._kept: OrderedDict[str, Model] = OrderedDict()
        self._lock = threading.Lock()

    def serving(self) -> Model | None:
        """The champion; None while nothing serves, or its folder cannot be read."""
        version = self._champion.version()
        return self.of(version) if version else None

    def of(self, version: str) -> Model | None:
        """A bundle; None if it is not there any more, or damaged."""
        with self._lock:
            found = self._kept.get(version) or self._loaded(version)
            if found:
                self._kept[version] = found
                self._kept.move_to_end(version)
                while len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
            return found

    def _loaded(self, version: str) -> Model | None:
        try:
            bundle = self._workspace.bundle(version)
            facts: dict[str, Any] = bundle.manifest["facts"]
            leakage: list[dict[str, object]] = bundle.json("evaluation.json").get("leakage") or []
            scorer = self._answering(version) or Scorer(bundle)
        except (LeadcastError, OSError):
            return None
        return Model(scorer, facts.get("meanings") or {}, mutable_attributes(leakage))

    def _answering(self, version: str) -> Scorer | None:
        """The one in memory already, if it is this one."""
        try:
            scorer = self._champion.answerer().scorer
        except Refusal:
            return None
        return scorer if scorer.version == version else None
