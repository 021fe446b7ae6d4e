"""What training works on: a checked journey, cut at a date, shard by shard."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from features.clock import iso
from features.dataset import build_dataset
from features.errors import TrainingError
from features.load import load_population, shards_of
from features.moments import training_moments

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from features.agreement import Agreement
    from features.agreement.values import Target
    from features.catalog import Catalog
    from features.dataset import Dataset
    from features.population import Population
    from features.sources import Journey
    from models.booster import BoosterSettings


@dataclass(frozen=True, eq=False)
class Material:
    """A journey as known before ``until``.

    Attributes:
        journey: the checked tables.
        agreement: how they are meant.
        until: an instant; nothing dated from it on is used.
        settings: those of a tuning, by target; the others have the defaults.
    """

    journey: Journey
    agreement: Agreement
    until: int
    settings: dict[Target, BoosterSettings] = field(default_factory=dict["Target", "BoosterSettings"])

    def populations(self) -> Iterator[Population]:
        """Every shard in order; a single shard is loaded once and kept."""
        shards = shards_of(self.journey)
        for shard in range(shards):
            yield self._whole if shards == 1 else load_population(self.journey, shard, shards)

    @cached_property
    def _whole(self) -> Population:
        return load_population(self.journey)

    def dataset(self, catalog: Catalog) -> Dataset:
        """Every training moment with a catalog's features and the labels known by ``until``.

        The moments and their order depend on the journey and the agreement alone, not on the catalog.
        """
        return build_dataset(
            self.populations(),
            catalog,
            partial(training_moments, ages=self.agreement.moments, until=self.until),
            self.agreement.targets.horizons(),
            self.until,
        )


def agreed_horizons(agreement: Agreement, path: Path) -> dict[Target, int]:
    """The horizons of the agreed targets.

    Raises:
        TrainingError: the agreement of the workspace at ``path`` has no target.
    """
    horizons = agreement.targets.horizons()
    if not horizons:
        raise TrainingError(
            f'{path / "agreement.toml"}: no target; write [targets] with sql = "30d" or close = "90d"'
        )
    return horizons


def end_of(journey: Journey) -> int:
    """Just after the last dated row of the journey: what a training without ``--as-of`` knows.

    Raises:
        TrainingError: the journey has no rows.
    """
    ((newest,),) = journey.db.sql(
        "SELECT max(newest) FROM (SELECT max(created_at) AS newest FROM leads "
        'UNION ALL SELECT max("at") FROM touches UNION ALL SELECT max("at") FROM stages)'
    ).fetchall()
    if newest is None:
        before = "" if journey.until is None else f" before {iso(journey.until)[:10]}"
        raise TrainingError(f"the journey has no rows{before}; look at the sources with: leadcast check")
    return int(newest) + 1
