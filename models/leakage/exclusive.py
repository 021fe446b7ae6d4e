"""Leads that an attribute marks all but share one outcome: it was filled in because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from models.leakage.area import area_of
from models.leakage.doubt import Doubt
from models.metrics import wilson

if TYPE_CHECKING:
    from models.rows import Bools, Floats

EXCLUSIVE: Final = 0.05
"""The marked show the other outcome less than a twentieth as often as leads do in all."""

SLIGHT: Final = 0.001
"""The chance of marking one outcome alone by luck: attributes come by the dozen."""

ODDS: Final = 0.05
"""A leak by converting: with 95 % confidence the odds against it are a twentieth of the usual. An honest mark
comes no nearer: referrals that convert nine times in ten where others do four have a fifteenth."""

MOST: Final = 0.7
"""... and at least so many of the marked convert: nine of nine leads do, at a low base rate."""

SURELY: Final = 0.25
"""A leak by losing: with 95 % confidence the marked convert less than a quarter as often as usual ..."""

LOST_FILLING: Final = 0.15
"""... and the mark's AUC is so far below a half: a note made on losing marks many lost leads, an honest sign
of a bad fit marks few."""

FEW: Final = 10
"""A value that fewer leads have may well have met one outcome by chance."""


def exclusive(what: str, marked: Bools, outcome: Bools) -> Doubt | None:
    """The doubt, if any, that the ``marked`` [n] share one ``outcome`` [n]; ``what`` they do, in words."""
    if not np.any(marked) or np.all(marked):
        return None
    return _converted(what, marked, outcome) or _lost(what, marked, outcome)


def unusual(filled: Bools, value: Floats) -> Bools:
    """Which leads have a value other than the one most have: a default that conversion overwrites."""
    codes, count = np.unique(value[filled], return_counts=True)
    usual = codes[count * 2 > count.sum()]
    return filled & (value != usual[0]) if len(usual) else np.zeros(len(filled), np.bool_)


def one_sided_share(value: Floats, outcome: Bools) -> float | None:
    """Share of leads whose value [n] is that of at least ``FEW`` leads, all of one ``outcome`` [n].

    None where no value is so frequent.
    """
    _, place, count = np.unique(value, return_inverse=True, return_counts=True)
    frequent = count >= FEW
    if not np.any(frequent):
        return None
    converted = np.bincount(place, outcome, len(count))
    alone = frequent & ((converted == 0) | (converted == count))
    return float(count[alone].sum() / len(value))


def _converted(what: str, marked: Bools, outcome: Bools) -> Doubt | None:
    other, usual, size = float((~outcome)[marked].mean()), float((~outcome).mean()), int(marked.sum())
    if other >= EXCLUSIVE * usual or (1 - usual) ** size >= SLIGHT:
        return None
    highest = wilson(other, size)[1]
    leak = highest <= 1 - MOST and highest * (1 - usual) < ODDS * usual * (1 - highest)
    return Doubt(
        leak, f"{1 - other:.1%} of the {size} leads that {what} converted, of all leads {1 - usual:.1%}"
    )


def _lost(what: str, marked: Bools, outcome: Bools) -> Doubt | None:
    other, usual, size = float(outcome[marked].mean()), float(outcome.mean()), int(marked.sum())
    if other >= EXCLUSIVE * usual or wilson(other, size)[1] >= SURELY * usual:
        return None
    area = area_of(marked.astype(np.float64), outcome)
    leak = area is not None and area < 0.5 - LOST_FILLING
    return Doubt(leak, f"{other:.1%} of the {size} leads that {what} converted, of all leads {usual:.1%}")
