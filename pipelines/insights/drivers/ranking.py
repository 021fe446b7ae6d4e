"""Drivers in order: what forecasts give them, what is lost without them, and what they gained the trees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from models.drivers.direction import extremes, slope
from models.drivers.draws import Estimates
from models.drivers.gain import gains
from models.drivers.kindred import kindred
from models.drivers.quarrels import FIRST, quarrels, ranks
from models.drivers.swaps import REPEATS, Loss, losses
from pipelines.insights.drivers.numbers import estimate, number

if TYPE_CHECKING:
    from models.rows import Bools, Floats, Ints
    from pipelines.insights.drivers.looked import Looked


MEASURED: Final = 12
"""Drivers whose loss is measured, beside the first by gain; forecasts give the others next to nothing."""


class Driver(NamedTuple):
    """Themes that say nearly the same, together.

    Attributes:
        name: of its largest theme, and the other one or how many more there are.
        themes: by number, the largest first.
        features: positions among the target's columns.
        leading: the feature that is shown for it: the one that contributes most; a category for its lifts.
        shown: [n], what goes with it: its own contributions, and those of its lifts.
        contribution: [n], those of all its features.
    """

    name: str
    themes: tuple[int, ...]
    features: Ints
    leading: int
    shown: Floats
    contribution: Floats


def ranking(looked: Looked) -> tuple[tuple[Driver, ...], dict[str, Any]]:
    """The drivers, those that forecasts give most first, and what is told of them."""
    theme_sum = _summed(looked.contributions, looked.theme, len(looked.themes))
    by_theme = looked.draws.means(np.abs(theme_sum))
    drivers = _drivers(looked, theme_sum, by_theme.value)
    shap = looked.draws.means(np.abs(np.column_stack([driver.contribution for driver in drivers])))
    gain = _gained(looked, drivers)
    loss = _lost(looked, drivers, gain)
    by_loss, by_gain = ranks(loss.log_loss.value), None if gain is None else ranks(gain)
    measured = np.isfinite(loss.log_loss.value)
    total = float(shap.value.sum())
    told = [
        {
            "name": driver.name,
            "rank": place + 1,
            "shap": estimate(shap, place),
            "share": number(float(shap.value[place]) / total),
            "loss": {
                **estimate(loss.log_loss, place),
                "rank": int(by_loss[place]) if measured[place] else None,
            },
            "auc": estimate(loss.auc, place),
            "gain": None
            if gain is None or by_gain is None
            else {"value": number(float(gain[place])), "rank": int(by_gain[place])},
            "points": _points(looked, driver),
            "themes": [
                {"name": looked.themes[theme], **estimate(by_theme, theme)} for theme in driver.themes
            ],
        }
        for place, driver in enumerate(drivers)
    ]
    names = [driver.name for driver in drivers]
    said = quarrels(names, shap.value, gain, loss.log_loss)
    return drivers, {
        "repeats": REPEATS,
        "drivers": told,
        "warnings": [{"driver": names[one.group], "kind": one.kind, "words": one.words} for one in said],
    }


def _summed(contributions: Floats, group: Ints, groups: int) -> Floats:
    """The sums over the columns of each group [n, groups]."""
    total = np.zeros((contributions.shape[0], groups))
    for column, number_ in enumerate(group.tolist()):
        total[:, number_] += contributions[:, column]
    return total


def _drivers(looked: Looked, theme_sum: Floats, size: Floats) -> tuple[Driver, ...]:
    """Those that are ever given anything, by what they are given."""
    categorical = np.array([feature.categorical for feature in looked.features], dtype=bool)
    group = kindred(looked.x[:, looked.columns], categorical, looked.theme)
    each = looked.draws.means(np.abs(looked.contributions)).value
    found: list[tuple[float, Driver]] = []
    for one in range(int(group.max()) + 1 if group.size else 0):
        themes = np.flatnonzero(group == one)
        themes = themes[np.argsort(-size[themes], kind="stable")]
        features = np.flatnonzero(np.isin(looked.theme, themes))
        contribution = theme_sum[:, themes].sum(axis=1)
        given = float((np.abs(contribution) * looked.draws.weight).sum())
        if given > 0:
            name = _named([looked.themes[theme] for theme in themes if size[theme] > 0])
            leading, shown = _leading(looked, features[looked.theme[features] == themes[0]], each)
            driver = Driver(name, tuple(themes.tolist()), features, leading, shown, contribution)
            found.append((given, driver))
    found.sort(key=lambda pair: -pair[0])
    return tuple(driver for _, driver in found)


def _named(themes: list[str]) -> str:
    if len(themes) <= 2:
        return " & ".join(themes)
    return f"{themes[0]} (+ {len(themes) - 1} alike)"


def _leading(looked: Looked, features: Ints, size: Floats) -> tuple[int, Floats]:
    """The feature that is shown for a theme's ``features``, and the contributions that go with it."""
    leading = int(features[np.argmax(size[features])])
    lifts = [one for one in features.tolist() if looked.features[one].group == "prior"]
    codes = [one for one in features.tolist() if looked.features[one].name == looked.features[one].theme]
    if codes and (leading in lifts or leading == codes[0]) and looked.features[codes[0]].categorical:
        return codes[0], looked.contributions[:, [codes[0], *lifts]].sum(axis=1)
    return leading, looked.contributions[:, leading]


def _lost(looked: Looked, drivers: tuple[Driver, ...], gain: Floats | None) -> Loss:
    """What is lost without each driver; of the smallest it is not measured, and NaN."""
    measured = np.arange(len(drivers)) < MEASURED
    if gain is not None:
        measured |= ranks(gain) <= FIRST
    columns = [looked.columns[drivers[place].features] for place in np.flatnonzero(measured)]
    found = losses(looked.y, looked.x, looked.age, columns, looked.p_of, looked.draws, looked.seed)
    return Loss(_spread(found.log_loss, measured), _spread(found.auc, measured))


def _spread(found: Estimates, measured: Bools) -> Estimates:
    every = [np.full(measured.size, np.nan) for _ in found]
    for whole, part in zip(every, found, strict=True):
        whole[measured] = part
    return Estimates(*every)


def _gained(looked: Looked, drivers: tuple[Driver, ...]) -> Floats | None:
    """Each driver's share of the gain in the trees of the target's events; None without a tree."""
    total = np.zeros(int(looked.x.shape[1]))
    for columns, text in looked.trees:
        np.add.at(total, columns, gains(text, columns.size))
    if not total.sum():
        return None
    return np.array([total[looked.columns[driver.features]].sum() for driver in drivers]) / total.sum()


def _points(looked: Looked, driver: Driver) -> dict[str, Any]:
    """Which way the driver's leading feature points, where that is plain."""
    feature = looked.features[driver.leading]
    values = looked.x[:, looked.columns[driver.leading]]
    told: dict[str, Any] = {"feature": feature.name, "slope": 0, "most": None, "least": None}
    if feature.categorical:
        found = extremes(values, driver.shown, looked.lead, feature.levels)
        return told if found is None else {**told, "most": found[0], "least": found[1]}
    return {**told, "slope": slope(values, driver.shown)}
