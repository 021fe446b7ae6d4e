"""The training set: moments, their features and their labels, over all shards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from features.labels import at_risk, labels, lost_since, reached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from features.agreement.values import Target
    from features.catalog import Catalog
    from features.family import Feature
    from features.population import Moments, Population

TARGETS: Final[tuple[Target, ...]] = ("sql", "close")


@dataclass(frozen=True, eq=False)
class Dataset:
    """Moments with features and labels; rows by shard, lead and instant.

    Attributes:
        x: float32 [rows, features], NaN for unknown.
        y: per target, float64 [rows]: 1.0, 0.0, or NaN where there is no label.
        open: for sql and close, bool [rows]: it could still be reached.
        reached: for sql and close, int64 [rows]: when the row's lead reached it, ever; FAR if it has not.
        lost: int64 [rows], when the row's lead was next lost, from the moment on; FAR if it was not.
        lead: int64 [rows], one number a lead, over all shards.
        created: int64 [rows], when the row's lead was created.
        account: int64 [rows], one number an account, -1 without one.
        as_of: int64 [rows].
        features: the columns' declarations.
        known_until: what happened from then on is not known.
    """

    x: NDArray[np.float32]
    y: dict[Target, NDArray[np.float64]]
    open: dict[Target, NDArray[np.bool_]]
    reached: dict[Target, NDArray[np.int64]]
    lost: NDArray[np.int64]
    lead: NDArray[np.int64]
    created: NDArray[np.int64]
    account: NDArray[np.int64]
    as_of: NDArray[np.int64]
    features: tuple[Feature, ...]
    known_until: int


def build_dataset(
    populations: Iterable[Population],
    catalog: Catalog,
    when: Callable[[Population], Moments],
    horizons: dict[Target, int],
    known_until: int,
) -> Dataset:
    """Features and labels at the moments ``when`` names in each population.

    Args:
        populations: the shards; no account is in two.
        catalog: the features to compute.
        when: the moments of a population.
        horizons: microseconds, by target.
        known_until: labels whose horizon ends later are NaN.
    """
    parts: list[Dataset] = []
    leads = accounts = 0
    for population in populations:
        moments = when(population)
        account = population.account[moments.lead]
        parts.append(
            Dataset(
                x=catalog.compute(population, moments),
                y={
                    target: labels(population, moments, target, horizon, known_until)
                    for target, horizon in horizons.items()
                },
                open={target: at_risk(population, moments, target) for target in TARGETS},
                reached={target: reached(population, target)[moments.lead] for target in TARGETS},
                lost=lost_since(population, moments),
                lead=moments.lead + leads,
                created=population.created[moments.lead],
                account=np.where(account >= 0, account + accounts, -1),
                as_of=moments.as_of,
                features=catalog.features,
                known_until=known_until,
            )
        )
        leads += len(population.lead_id)
        accounts += population.accounts
    if len(parts) == 1:
        return parts[0]
    return Dataset(
        x=np.concatenate([part.x for part in parts]),
        y={target: np.concatenate([part.y[target] for part in parts]) for target in horizons},
        open={target: np.concatenate([part.open[target] for part in parts]) for target in TARGETS},
        reached={target: np.concatenate([part.reached[target] for part in parts]) for target in TARGETS},
        lost=np.concatenate([part.lost for part in parts]),
        lead=np.concatenate([part.lead for part in parts]),
        created=np.concatenate([part.created for part in parts]),
        account=np.concatenate([part.account for part in parts]),
        as_of=np.concatenate([part.as_of for part in parts]),
        features=catalog.features,
        known_until=known_until,
    )
