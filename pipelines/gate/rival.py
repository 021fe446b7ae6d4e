"""The champion, and the journey as its own agreement reads it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from features.sources import open_journey
from models.scorer import Scorer

if TYPE_CHECKING:
    from collections.abc import Generator

    from features.agreement import Agreement
    from features.agreement.values import Target
    from models.bundle import Bundle
    from pipelines.train.material import Material

_READ_BY: Final = ("timezone", "date_order", "sources", "columns", "stages", "touches", "attributes")
"""The parts of an agreement that say how the sources are read."""


@dataclass(frozen=True, eq=False)
class Rival:
    """A bundle and what it would see today.

    Attributes:
        horizons: microseconds, of the targets it forecasts.
        material: the journey by its own agreement.
        reread: whether that reads the sources otherwise than the challenger's agreement.
    """

    scorer: Scorer
    horizons: dict[Target, int]
    material: Material
    reread: bool


@contextmanager
def rival(champion: Bundle, material: Material) -> Generator[Rival]:
    """The champion beside the challenger's material.

    Raises:
        LeadcastError: the champion, or the sources as its agreement names them, can no longer be read.
    """
    scorer = Scorer(champion)
    horizons: dict[Target, int] = {
        target: told["horizon_us"] for target, told in champion.manifest["facts"]["targets"].items()
    }
    if read_alike(scorer.agreement, material.agreement):
        yield Rival(scorer, horizons, material, reread=False)
        return
    workspace = champion.path.parents[2]
    with open_journey(scorer.agreement, workspace, until=material.journey.until) as journey:
        own = replace(material, journey=journey, agreement=scorer.agreement)
        yield Rival(scorer, horizons, own, reread=True)


def read_alike(one: Agreement, other: Agreement) -> bool:
    """Whether two agreements make the same journey of the same sources; trust is no part of reading."""
    return all(_reads(one, part) == _reads(other, part) for part in _READ_BY)


def _reads(agreement: Agreement, part: str) -> object:
    if part == "attributes":
        return agreement.attributes.model_copy(update={"trust": {}})
    return getattr(agreement, part)
