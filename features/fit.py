"""Fits a plan: looks once over the training data and decides which texts get a column."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from features import labels
from features.attributes import infer
from features.past import attribute_at
from features.plan import Plan
from features.population import Moments
from features.prior import Prior, fit_prior
from features.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from features.agreement import Agreement
    from features.attributes import AttributePlan
    from features.history import History
    from features.population import Population

_MOST_PRIORS: Final = 6
"""Attributes with a prior of their own: those whose commonest values cover most leads come first."""


def fit_plan(populations: Callable[[], Iterable[Population]], agreement: Agreement, until: int) -> Plan:
    """The plan of everything known before ``until``.

    Args:
        populations: yields every shard of the training data; called twice.
        agreement: limits, overrides and horizons.
        until: no outcome later than this is used.
    """
    texts = _Texts()
    for population in populations():
        texts.see(population, until)
    limits = agreement.features
    plan = Plan(
        timezone=agreement.timezone,
        kinds=_most(texts.touches["kind"], limits.kinds),
        channels=_most(texts.touches["channel"], limits.channels),
        actors=_most(texts.touches["actor"], limits.categories),
        stages=_most(texts.stages, limits.categories),
        attributes={
            name: infer(
                name,
                counts,
                texts.leads,
                agreement.attributes,
                categories=limits.categories,
                date_order=agreement.date_order,
                timezone=agreement.timezone,
            )
            for name, counts in sorted(texts.attributes.items())
        },
    )
    return replace(plan, priors=_priors(populations(), plan, agreement, until))


class _Texts:
    """How often each text occurs before the end of the training data."""

    def __init__(self) -> None:
        self.leads = 0
        self.touches: dict[str, Counter[str]] = {name: Counter() for name in ("kind", "channel", "actor")}
        self.stages: Counter[str] = Counter()
        self.attributes: dict[str, Counter[str]] = {}

    def see(self, population: Population, until: int) -> None:
        known = population.created < until
        self.leads += int(known.sum())
        recent = population.touches.at < until
        for name, counts in self.touches.items():
            column = population.touches.columns[name]
            counts.update(_counted(column.codes[recent], column.values))
        stage = population.stages.columns["stage"]
        self.stages.update(_counted(stage.codes[population.stages.at < until], stage.values))
        leads = np.flatnonzero(known).astype(np.int64)
        then = Moments(leads, np.full(leads.size, until, dtype=np.int64))
        for name in population.attributes:
            counts = self.attributes.setdefault(name, Counter())
            texts = attribute_at(population, then, name)
            counts.update(_counted(texts.codes, texts.values))
            if name in population.changes:
                for codes, values in _replaced(population.changes[name], until):
                    counts.update(_counted(codes, values))


def _replaced(
    history: History, until: int
) -> tuple[tuple[NDArray[np.int32], tuple[str, ...]], tuple[NDArray[np.int32], tuple[str, ...]]]:
    """What changes before ``until`` replaced: by a lead's first change, and by each one after it."""
    value, old = history.columns["value"], history.columns["old_value"]
    before = history.at < until
    first = np.zeros(before.size, dtype=bool)
    first[history.starts[:-1][np.diff(history.starts) > 0]] = True
    followed = np.append(before[1:] & ~first[1:], False)[: before.size]
    return (old.codes[before & first], old.values), (value.codes[before & followed], value.values)


def _counted(codes: NDArray[np.int32], values: Sequence[str]) -> dict[str, int]:
    found = np.bincount(codes[codes >= 0], minlength=len(values))
    return {values[code]: int(found[code]) for code in np.flatnonzero(found).tolist()}


def _most(counts: Counter[str], limit: int) -> tuple[str, ...]:
    """The commonest texts, ties by name, so that the order of the rows does not matter."""
    return tuple(text for text, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit])


def _priors(
    populations: Iterable[Population], plan: Plan, agreement: Agreement, until: int
) -> tuple[Prior, ...]:
    chosen = _with_priors(plan.attributes)
    horizons = agreement.targets.horizons()
    seen: dict[tuple[str, str], list[tuple[NDArray[np.int64], ...]]] = {}
    for population in populations:
        births = Moments(np.arange(len(population.lead_id), dtype=np.int64), population.created)
        view = View(plan, population, births)
        for target, horizon in horizons.items():
            label = labels.labels(population, births, target, horizon, until)
            told = ~np.isnan(label)
            for name in chosen:
                code = np.nan_to_num(view.parsed(name)[:, 0], nan=-1.0)
                rows = (
                    code.astype(np.int64)[told],
                    (births.as_of + horizon)[told],
                    label[told].astype(np.int64),
                )
                seen.setdefault((name, target), []).append(rows)
    fitted: list[Prior] = []
    for (name, target), parts in sorted(seen.items()):
        code, known_at, hit = (np.concatenate(column) for column in zip(*parts, strict=True))
        size = len(plan.attributes[name].columns[0].levels)
        fitted.append(fit_prior(name, target, code, known_at, hit == 1, size))
    return tuple(fitted)


def _with_priors(attributes: dict[str, AttributePlan]) -> tuple[str, ...]:
    candidates = [name for name, plan in attributes.items() if plan.kind == "category"]
    return tuple(
        sorted(candidates, key=lambda name: (len(attributes[name].columns[0].levels), name))[-_MOST_PRIORS:]
    )
