"""The champion, or its twin, and the journey as its own agreement reads it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from features.clock import instant
from features.sources import open_journey
from models.scorer import Scorer

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

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
        knew: the instant by which it was trained; it knows nothing later.
        horizons: microseconds, of the targets it forecasts.
        material: the journey by its own agreement.
        reread: whether that reads the sources otherwise than the challenger's agreement.
    """

    scorer: Scorer
    knew: int
    horizons: dict[Target, int]
    material: Material
    reread: bool


@contextmanager
def rival(champion: Bundle, material: Material, home: Path) -> Generator[Rival]:
    """The champion, or its twin, beside the challenger's material.

    Args:
        home: the workspace, where relative sources are.

    Raises:
        LeadcastError: the champion, or the sources as its agreement names them, can no longer be read.
    """
    scorer, facts = Scorer(champion), champion.manifest["facts"]
    knew = instant(facts["as_of"])
    horizons: dict[Target, int] = {target: told["horizon_us"] for target, told in facts["targets"].items()}
    if read_alike(scorer.agreement, material.agreement):
        yield Rival(scorer, knew, horizons, material, reread=False)
        return
    with open_journey(scorer.agreement, home, until=material.journey.until) as journey:
        own = replace(material, journey=journey, agreement=scorer.agreement)
        yield Rival(scorer, knew, horizons, own, reread=True)


def read_alike(one: Agreement, other: Agreement) -> bool:
    """Whether two agreements make the same journey of the same sources; trust is no part of reading."""
    return all(_reads(one, part) == _reads(other, part) for part in _READ_BY)


def _reads(agreement: Agreement, part: str) -> object:
    if part == "attributes":
        return agreement.attributes.model_copy(update={"trust": {}})
    return getattr(agreement, part)
