"""Fits a plan: looks once over the training data and decides which texts get a column."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from features import labels
from features.attributes import infer
from features.groups.profile import parsed
from features.plan import Plan
from features.population import Moments
from features.prior import Prior, fit_prior
from features.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from features.agreement import Agreement
    from features.attributes import AttributePlan
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
        for name, column in population.attributes.items():
            counts = self.attributes.setdefault(name, Counter())
            counts.update(_counted(column.codes[known], column.values))
        for name, history in population.changes.items():
            value = history.columns["value"]
            self.attributes[name].update(_counted(value.codes[history.at < until], value.values))


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
                code = np.nan_to_num(parsed(view, name, plan.attributes[name])[:, 0], nan=-1.0)
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
