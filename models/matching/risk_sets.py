"""For each lead that saw something, the leads that could have seen it at the same age and had not yet.

Whoever is still there to see a page in the fifth week is no average lead: the others were won or lost before.
So a lead is compared with those that stood where it stood, at the very age at which it saw the page, whatever
became of them later; one that sees the page later is still a control until then. P. Li, K. Propert and
P. Rosenbaum, Balanced risk set matching, Journal of the American Statistical Association 96 (2001).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numba import njit

from features.clock import DAY
from features.history import place_before

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.matching.leads import Leads
    from models.rows import Bools, Ints

WINDOW: Final = 45 * DAY
"""Leads that came further apart met another season, and other offers."""
NOBODY: Final = -1


class Cases(NamedTuple):
    """Leads that saw something, and when each first did.

    Attributes:
        lead: int64 [cases].
        at: int64 [cases], microseconds UTC, not before the lead was created.
    """

    lead: Ints
    at: Ints

    def of(self, chosen: Ints | Bools) -> Cases:
        """Some of them."""
        return Cases(self.lead[chosen], self.at[chosen])


def candidates(leads: Leads, seen: Ints, cases: Cases, most: int, window: int = WINDOW) -> Ints:
    """The leads each case may be compared with, the nearest in calendar time first; NOBODY where there are
    fewer. [cases, most]

    A candidate came within ``window`` of the case. At the age at which the case saw the thing it had not seen
    it, stood at the same stage, could still reach the target, and has a known outcome. It is of another
    account. Of leads equally near in time the older comes first, then that of the smaller number.

    Args:
        leads: all leads.
        seen: when each lead first saw the thing, FAR if never; [leads].
        cases: with a label each; see ``Leads.told``.
        most: how many candidates a case gets at most.
        window: microseconds.
    """
    rank = np.empty(leads.created.size, np.int64)
    rank[leads.in_order] = np.arange(rank.size)
    return _candidates(
        leads.created,
        leads.family,
        leads.reached,
        leads.won,
        leads.stages.starts,
        leads.stages.at,
        leads.stages.columns["stage"].codes,
        leads.lost,
        leads.known_until - leads.horizon,
        leads.in_order,
        rank,
        seen,
        cases.lead,
        cases.at,
        leads.stage(*cases),
        window,
        most,
    )


@njit(cache=True, nogil=True)
def _candidates(
    created: Ints,
    family: Ints,
    reached: Ints,
    won: Ints,
    starts: Ints,
    stage_at: Ints,
    stage_code: NDArray[np.int32],
    lost: int,
    mature: int,
    in_order: Ints,
    rank: Ints,
    seen: Ints,
    case: Ints,
    at: Ints,
    stage: Ints,
    window: int,
    most: int,
) -> Ints:
    found = np.full((case.size, most), -1, np.int64)
    for i in range(case.size):
        came = created[case[i]]
        age = at[i] - came
        older, newer = rank[case[i]] - 1, rank[case[i]] + 1
        count = 0
        while count < most:
            # the nearer of the next older and the next newer lead; FAR apart where there is none
            back = came - created[in_order[older]] if older >= 0 else window + 1
            forth = created[in_order[newer]] - came if newer < created.size else window + 1
            if min(back, forth) > window:
                break
            if back <= forth:
                other = int(in_order[older])
                older -= 1
            else:
                other = int(in_order[newer])
                newer += 1
            then = int(created[other] + age)
            if family[other] == family[case[i]] or seen[other] <= then or then >= mature:
                continue
            if reached[other] <= then or won[other] < then:
                continue
            here = place_before(starts, stage_at, other, then)
            stands = stage_code[here - 1] if here > starts[other] else -1
            if stands == stage[i] and stands != lost:
                found[i, count] = other
                count += 1
    return found
