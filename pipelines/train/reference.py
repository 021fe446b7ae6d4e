"""What the training looked like, as the bundle in the making sees it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.bundle import Bundle
from models.reference import reference_of
from models.scorer import Scorer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.train.material import Material


@dataclass(frozen=True)
class _Draft(Bundle):
    """A bundle that is not written yet."""

    files: Mapping[str, str]

    def text(self, name: str) -> str:
        return self.files[name]

    def has(self, name: str) -> bool:
        return name in self.files


def referred(material: Material, facts: dict[str, Any], files: Mapping[str, str]) -> dict[str, Any]:
    """The reference of a bundle of these facts and files, as plain values.

    Its scores are the bundle's own: later scores differ from them because leads do, not because code does.
    """
    scorer = Scorer(_Draft(Path(), "", {"facts": facts}, files))
    window = material.agreement.monitor.window
    return reference_of(scorer, material.journey, material.populations(), material.until, window).to_json()
