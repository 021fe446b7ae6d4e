"""A funnel as it stood at an origin: what may be learnt from, and which leads came after and judge."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from features.agreement import read_agreement
from features.sources import open_journey
from models.split import at_origin, dated_before
from pipelines.train.belief import prepare
from pipelines.train.learning import learn
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from features.agreement.values import Target
    from models.rows import Bools
    from pipelines.train.belief import Belief


@dataclass(frozen=True, eq=False)
class Past:
    """A funnel split at an origin.

    Attributes:
        prepared: plan and dataset as of the origin, nothing learnt yet.
        origin: instant; leads created from here on judge.
        seed: the agreement's.
        horizons: microseconds by target.
        allowed: by target, the rows whose horizon had passed by the origin.
        young: rows dated before it, whose horizon had not.
        judge: rows of the leads created from it on.
        lead_id: of every lead, by the dataset's numbers.
    """

    prepared: Belief
    origin: int
    seed: int
    horizons: dict[Target, int]
    allowed: dict[Target, Bools]
    young: Bools
    judge: Bools
    lead_id: tuple[str, ...]

    def told(self, target: Target) -> Bools:
        """The judging rows with a label."""
        return self.judge & ~np.isnan(self.prepared.dataset.y[target])

    def learnt(self, **changed: object) -> Belief:
        """Leadcast as it is trained, with what is ``changed`` of the agreement's model."""
        return learn(
            replace(self.prepared, wanted=self.prepared.wanted.model_copy(update=changed)),
            self.allowed,
            self.horizons,
            self.seed,
            lambda: None,
            known_by=self.origin,
            young=self.young,
        )


@contextmanager
def opened(workspace: Path) -> Iterator[Material]:
    """A workspace's journey up to its end; its files are closed afterwards."""
    agreement = read_agreement(workspace)
    with open_journey(agreement, workspace) as journey:
        yield Material(journey, agreement, end_of(journey))


def origin_after(material: Material, share: float) -> int:
    """The creation date before which ``share`` of the leads stand whose longest horizon has passed."""
    created = np.sort(np.concatenate([population.created for population in material.populations()]))
    mature = created[created + max(material.agreement.targets.horizons().values()) < material.until]
    return int(mature[int(share * mature.size)])


def past(material: Material, origin: int) -> Past:
    """The split at ``origin``, with the gap of each target's horizon."""
    prepared = prepare(material, origin)
    data, horizons = prepared.dataset, material.agreement.targets.horizons()
    folds = {
        target: at_origin(data.created, data.as_of, data.account, horizon, origin)
        for target, horizon in horizons.items()
    }
    return Past(
        prepared=prepared,
        origin=origin,
        seed=material.agreement.seed,
        horizons=horizons,
        allowed={target: fold.train for target, fold in folds.items()},
        young=dated_before(data.created, data.as_of, data.account, origin),
        judge=data.created >= origin,
        lead_id=tuple(name for population in material.populations() for name in population.lead_id),
    )
