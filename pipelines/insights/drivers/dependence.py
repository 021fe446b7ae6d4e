"""What the strongest features do to a forecast, value by value, and on what else that depends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from features.attributes.wording import amount
from models.drivers.ale import accumulated
from models.drivers.bins import UNKNOWN, Bins, bins_of
from models.drivers.interplay import partner
from pipelines.insights.drivers.numbers import estimate, number

if TYPE_CHECKING:
    from features.family import Feature
    from models.rows import Bools, Floats
    from pipelines.insights.drivers.looked import Looked
    from pipelines.insights.drivers.ranking import Driver

FIRST: Final = 6
"""Drivers whose leading feature is looked at."""
PARTNERS: Final = 12
"""Drivers whose leading feature may be the partner of an interaction."""
LEAST: Final = 20
"""Leads that a bin needs for something to be said of it."""
_OTHERS: Final = "others"


def dependences(looked: Looked, drivers: tuple[Driver, ...]) -> list[dict[str, Any]]:
    """Of the leading feature of each of the first drivers."""
    cut = {driver.leading: _bins(looked, driver.leading, 4) for driver in drivers[:PARTNERS]}
    return [_dependence(looked, driver, cut) for driver in drivers[:FIRST]]


def _dependence(looked: Looked, driver: Driver, cut: dict[int, Bins]) -> dict[str, Any]:
    column = driver.leading
    feature, bins = looked.features[column], _bins(looked, column)
    contribution = driver.shown
    told: dict[str, Any] = {
        "feature": feature.name,
        "driver": driver.name,
        "categorical": feature.categorical,
        "bins": _means(looked, contribution, bins, feature),
        "unknown": _unknown(looked, contribution, bins),
        "effects": None if feature.categorical else _effects(looked, column, bins),
        "partner": None,
    }
    found = partner(contribution, bins, {one: bins_ for one, bins_ in cut.items() if one != column})
    if found is not None:
        other, share = found
        told["partner"] = {
            "feature": looked.features[other].name,
            "explained": number(share),
            "lines": [
                {"label": label, "bins": _means(looked, contribution, bins, feature, rows)}
                for label, rows in _halves(looked, other)
            ],
        }
    return told


def _bins(looked: Looked, column: int, most: int = 10) -> Bins:
    values = looked.x[:, looked.columns[column]]
    return bins_of(values, looked.draws.weight, categorical=looked.features[column].categorical, most=most)


def _means(
    looked: Looked, contribution: Floats, bins: Bins, feature: Feature, among: Bools | None = None
) -> list[dict[str, Any]]:
    """The mean contribution in each bin, among all or some of the moments; none where leads are too few."""
    rows = np.ones(contribution.size, dtype=bool) if among is None else among
    labels = _labels(feature, bins)
    inside = (bins.place[:, None] == np.arange(bins.high.size)) & rows[:, None]
    part = looked.draws.by_lead(inside * contribution[:, None])
    whole = looked.draws.by_lead(inside.astype(np.float64))
    found, leads = looked.draws.ratios(part, whole), np.count_nonzero(whole, axis=0)
    return [
        {
            "label": labels[place],
            "low": number(float(bins.low[place])),
            "high": number(float(bins.high[place])),
            "leads": int(leads[place]),
            "mean": estimate(found, place) if leads[place] >= LEAST else None,
        }
        for place in range(bins.high.size)
    ]


def _labels(feature: Feature, bins: Bins) -> list[str]:
    """What the bins are called: their ends, with as many digits as tell them apart."""
    ends = list(zip(bins.low.tolist(), bins.high.tolist(), strict=True))
    labels: list[str] = []
    for digits in (0, 3, 5, 8):
        labels = [_label(feature, low, high, digits) for low, high in ends]
        if len(set(labels)) == len(labels):
            break
    return labels


def _label(feature: Feature, low: float, high: float, digits: int) -> str:
    if np.isnan(low):
        return _OTHERS
    ends = [_said(feature, end, digits) for end in dict.fromkeys((low, high))]
    return " to ".join(dict.fromkeys(ends))


def _said(feature: Feature, value: float, digits: int = 0) -> str:
    """A value in words: what a code stands for, or the amount, if asked to with so many digits."""
    if feature.levels and value == int(value) and 0 <= value < len(feature.levels):
        return feature.levels[int(value)]
    return f"{value:.{digits}g}" if digits and value != int(value) else amount(value)


def _unknown(looked: Looked, contribution: Floats, bins: Bins) -> dict[str, Any] | None:
    """The same where the value is not known; None where it always is."""
    inside = (bins.place == UNKNOWN)[:, None]
    leads = int(np.unique(looked.lead[inside[:, 0]]).size)
    if not leads:
        return None
    part = looked.draws.by_lead(inside * contribution[:, None])
    found = looked.draws.ratios(part, looked.draws.by_lead(inside.astype(np.float64)))
    return {"leads": leads, "mean": estimate(found, 0) if leads >= LEAST else None}


def _effects(looked: Looked, column: int, bins: Bins) -> list[dict[str, Any]] | None:
    """Accumulated local effects at the edges of the bins; None where there is nothing to accumulate."""
    at = int(looked.columns[column])
    found = accumulated(looked.x, at, bins, looked.margin_of, looked.draws)
    if found is None:
        return None
    enough = found.leads >= LEAST
    near = np.append(enough[:1], enough) & np.append(enough, enough[-1:])
    return [
        {"at": number(float(value)), **estimate(found.effect, place)}
        for place, value in enumerate(found.at)
        if near[place]
    ]


def _halves(looked: Looked, column: int) -> list[tuple[str, Bools]]:
    """Two parts of the moments by a feature: its lower and upper half, or its two commonest categories."""
    feature, values = looked.features[column], looked.x[:, looked.columns[column]]
    bins = _bins(looked, column, 2)
    if feature.categorical:
        codes = [int(code) for code in bins.low[:2].tolist() if not np.isnan(code)]
        return [(f"{feature.name}: {feature.levels[code]}", values == code) for code in codes]
    known = values[~np.isnan(values)]
    middle = float(np.median(known))
    below = middle if middle < known.max() else float(known[known < middle].max())
    return [
        (f"{feature.name} up to {_said(feature, below)}", values <= below),
        (f"{feature.name} above {_said(feature, below)}", values > below),
    ]
