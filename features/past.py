"""The past of an attribute: what its text was at each moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from features.history import MISSING, Coded

if TYPE_CHECKING:
    from features.history import History
    from features.population import Moments, Population


def attribute_at(population: Population, moments: Moments, name: str) -> Coded:
    """An attribute's raw text at each of some moments; [moments].

    Where it ever changed, it is the value of the last change strictly before the moment, and before the first
    one what that one replaced. Only where it never did has it always been what it is today.
    """
    today = population.attributes.get(name) or Coded.empty(len(population.lead_id))
    history = population.changes.get(name)
    if history is None:
        return Coded(today.codes[moments.lead], today.values)
    return _rolled_back(moments, today, history)


def _rolled_back(moments: Moments, today: Coded, history: History) -> Coded:
    value, old = history.columns["value"], history.columns["old_value"]
    first, end = history.starts[moments.lead], history.starts[moments.lead + 1]
    here = history.before(moments.lead, moments.as_of)
    tracked, changed = end > first, here > first
    after_today, after_value = len(today.values), len(today.values) + len(value.values)
    codes = today.codes[moments.lead].astype(np.int64)
    if tracked.any():
        now = value.codes[np.where(changed, here - 1, 0)].astype(np.int64)
        before = old.codes[np.where(tracked, first, 0)].astype(np.int64)
        now = np.where(now == MISSING, MISSING, now + after_today)
        before = np.where(before == MISSING, MISSING, before + after_value)
        codes = np.where(changed, now, np.where(tracked, before, codes))
    return Coded(codes.astype(np.int32), (*today.values, *value.values, *old.values))
