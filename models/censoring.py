"""Young moments teach what they can: those whose horizon has not passed, with what is known of them so far.

Dropping them throws away the newest third of a funnel whose deals take a month; keeping only those already
decided would teach that new leads convert more than old ones. A lead that has converted or was lost counts
as it ended. One still on its way counts twice, as a conversion and as none, weighed by how likely each is:
with a first forecast p and the share F of conversions that have come by its age, it will still convert with
probability p (1 - F) / (1 - p F). That is one step of expectation maximisation for delayed outcomes
(O. Chapelle, Modeling delayed feedback in display advertising, KDD 2014), with the delays as they were seen
instead of an assumed law.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.rows import Rows

if TYPE_CHECKING:
    from models.rows import Floats, Ints, Matrix


@dataclass(frozen=True, eq=False)
class Young:
    """Moments whose horizon has not passed, as known today.

    x         [n, f] features
    y         [n] 1 converted, 0 lost, NaN still on its way
    lead      [n]
    as_of     [n] microseconds
    followed  [n] microseconds from the moment to today
    """

    x: Matrix
    y: Floats
    lead: Ints
    as_of: Ints
    followed: Ints


def with_young(mature: Rows, delay: Ints, young: Young, p: Floats) -> Rows:
    """The mature rows and all that the young ones tell.

    Args:
        mature: labelled rows.
        delay: [converted], microseconds from moment to conversion of the mature rows that converted.
        young: of the same columns.
        p: [young], a first forecast, by a model of the mature rows.
    """
    open_ = np.isnan(young.y)
    chance = still_to_come(p[open_], delay, young.followed[open_])
    parts = (~open_, open_, open_)
    all_ = Rows(
        x=np.concatenate([mature.x, *(young.x[part] for part in parts)]),
        y=np.concatenate([mature.y, young.y[~open_], np.ones(chance.size), np.zeros(chance.size)]),
        weight=np.concatenate([mature.weight, np.ones(int((~open_).sum())), chance, 1 - chance]),
        lead=np.concatenate([mature.lead, *(young.lead[part] for part in parts)]),
        as_of=np.concatenate([mature.as_of, *(young.as_of[part] for part in parts)]),
        names=mature.names,
        categorical=mature.categorical,
    )
    return all_.take(all_.weight > 0)


def still_to_come(p: Floats, delay: Ints, followed: Ints) -> Floats:
    """The chance [n] that moments with a forecast ``p`` [n] convert yet, having not for ``followed`` [n].

    ``delay`` are those of conversions seen through their whole horizon.
    """
    come = np.searchsorted(np.sort(delay), followed, side="right") / max(1, delay.size)
    return p * (1 - come) / (1 - p * come)
