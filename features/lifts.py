"""The lifts of all priors at once: one compiled look-up of what was known at each moment.

Every look-up reads the last day that began before the moment, by binary search; see ``prior`` for what a day
holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numba import njit

from features.history import place_before
from features.prior import PRIOR_STRENGTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from features.prior import Prior


class Lifts(NamedTuple):
    """The days of several priors, one after the other.

    Attributes:
        key: int64 [priors + 1]; where each prior's keys begin in ``starts``.
        starts: int64 [keys]; where each key's days begin and, as the next key's, end.
        at: int64 [days], microseconds UTC.
        seen, converted: int64 [days]; outcomes and conversions known by then, running within the key.
    """

    key: NDArray[np.int64]
    starts: NDArray[np.int64]
    at: NDArray[np.int64]
    seen: NDArray[np.int64]
    converted: NDArray[np.int64]

    @classmethod
    def of(cls, priors: Sequence[Prior]) -> Self:
        """The days of some priors, at least one."""
        keys = [prior.days.starts.size for prior in priors]
        rows = [prior.days.at.size for prior in priors]
        first_row = np.cumsum([0, *rows[:-1]])
        return cls(
            np.cumsum([0, *keys]).astype(np.int64),
            np.concatenate([p.days.starts + row for p, row in zip(priors, first_row, strict=True)]),
            np.concatenate([prior.days.at for prior in priors]),
            np.concatenate([prior.seen for prior in priors]),
            np.concatenate([prior.converted for prior in priors]),
        )

    def at_moments(self, codes: NDArray[np.float64], as_of: NDArray[np.int64]) -> NDArray[np.float64]:
        """Each code's shrunken rate over that of all; NaN while no conversion at all is known.

        Args:
            codes: float64 [moments, priors]; NaN for an attribute that is not filled in.
            as_of: int64 [moments].
        """
        return _lifts(*self, codes, as_of, PRIOR_STRENGTH)


@njit(cache=True, nogil=True)
def _lifts(
    key: NDArray[np.int64],
    starts: NDArray[np.int64],
    at: NDArray[np.int64],
    seen: NDArray[np.int64],
    converted: NDArray[np.int64],
    codes: NDArray[np.float64],
    as_of: NDArray[np.int64],
    strength: float,
) -> NDArray[np.float64]:
    lifts = np.full(codes.shape, np.nan)
    for i in range(codes.shape[0]):
        for prior in range(codes.shape[1]):
            everything = key[prior + 1] - 2
            last = place_before(starts, at, everything, as_of[i]) - 1
            if last < starts[everything] or converted[last] <= 0:
                continue
            overall = converted[last] / seen[last]
            own_seen = own_converted = 0
            if 0 <= codes[i, prior] < everything - key[prior]:
                own = key[prior] + np.int64(codes[i, prior])
                last = place_before(starts, at, own, as_of[i]) - 1
                if last >= starts[own]:
                    own_seen, own_converted = seen[last], converted[last]
            lifts[i, prior] = (own_converted + strength * overall) / (own_seen + strength) / overall
    return lifts
