"""Calibration where its faults may hide: by score decile, channel, age of the lead, fit grade."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.rows import Floats, Ints

DECILES: Final = 10
LEAST: Final = 20
"""Leads a group must have to be told apart; smaller ones are left out."""

BEYOND: Final = 3.0
"""Standard errors from which a gap is called one: groups come by the dozen."""


def deciles(p: Floats) -> Ints:
    """The tenth each of ``p`` [n] stands in, 1 (lowest) to 10; equal ones stand together."""
    edges = np.quantile(p, np.linspace(0, 1, DECILES + 1)[1:-1])
    return 1 + np.searchsorted(edges, p, side="right").astype(np.int64)


def calibration_by(
    groups: Mapping[str, Sequence[str]], y: Floats, p: Floats, lead: Ints
) -> dict[str, list[dict[str, Any]]]:
    """For each grouping, its groups in order: leads, what was promised, what came, and what chance explains.

    Args:
        groups: by name of the grouping, each row's group [n].
        y: [n] outcomes.
        p: [n] probabilities.
        lead: [n].
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for name, members in groups.items():
        labels, place = np.unique(np.array(members, dtype=str), return_inverse=True)
        told = [_group(str(label), place == number, y, p, lead) for number, label in enumerate(labels)]
        found[name] = [group for group in told if group["leads"] >= LEAST]
    return found


def _group(label: str, at: Any, y: Floats, p: Floats, lead: Ints) -> dict[str, Any]:
    gap = float((p[at] - y[at]).mean())
    leads, error = _chance(p[at], lead[at])
    return {
        "group": label,
        "leads": leads,
        "predicted": float(p[at].mean()),
        "observed": float(y[at].mean()),
        "error": error,
        "beyond_chance": abs(gap) > BEYOND * error,
    }


def _chance(p: Floats, lead: Ints) -> tuple[int, float]:
    """How many leads, and the standard error of their mean outcome if ``p`` holds.

    By what was promised, not by what came: a small group without a conversion would show no spread at all.
    A lead's moments are taken to rise and fall together.
    """
    _, place = np.unique(lead, return_inverse=True)
    spread = np.bincount(place, np.sqrt(p * (1 - p)))
    return spread.size, sqrt(float(np.sum(spread**2))) / p.size
