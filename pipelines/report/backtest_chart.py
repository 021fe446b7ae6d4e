"""The backtest's chart: per target, log loss beside the baselines and promises beside what came."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure

from models.charts.axes import dated, ratios
from models.charts.svg import BLUE, GREY, INK, ORANGE, inline, looks
from models.pages.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    Parts = Sequence[Mapping[str, Any]]

_BASELINES: Final = {
    "logistic": ("logistic regression", ORANGE, "-"),
    "naive_bayes": ("naive Bayes", GREY, "-."),
    "points": ("points", GREY, ":"),
    "base_rate": ("base rate", GREY, "--"),
}
_LABELS: Final = 9


def backtest_chart(result: Mapping[str, Any]) -> str:
    """Two panels a target, a period a step; gaps where a period could not be judged."""
    targets = list(result["summary"])
    dates = [period["name"] for period in result["periods"]]
    with looks():
        figure = Figure(figsize=(8.6, 2.9 * len(targets)))
        grid = figure.subplots(len(targets), 2, squeeze=False)
        for row, target in enumerate(targets):
            parts = [period["targets"][target] for period in result["periods"]]
            _losses(grid[row][0], parts)
            _promises(grid[row][1], parts)
            grid[row][0].set_title(f"{spoken(target).short}: log loss", loc="left", fontsize=9)
            grid[row][1].set_title(f"{spoken(target).short}: promised ÷ came", loc="left", fontsize=9)
            for axes in grid[row]:
                dated(axes, dates, _LABELS)
        figure.legend(*grid[0][0].get_legend_handles_labels(), loc="outside upper left", ncols=5, fontsize=7)
        label = (
            f"Log loss and calibration in the large over {len(dates)} periods; the table holds the numbers."
        )
        return inline(figure, "backtest", label)


def _losses(axes: Axes, parts: Parts) -> None:
    names = {name for part in parts for name in part.get("baselines", ())}
    for name in sorted(names, key=[*_BASELINES, *sorted(names)].index):
        words, colour, line = _BASELINES.get(name, (name.replace("_", " "), GREY, ":"))
        values = [_of(part.get("baselines", {}).get(name), "log_loss") for part in parts]
        axes.plot(values, color=colour, linestyle=line, linewidth=1, marker=".", markersize=4, label=words)
    _ranged(axes, parts, "log_loss")


def _promises(axes: Axes, parts: Parts) -> None:
    axes.axhline(1.0, color=INK, linewidth=0.6)
    _ranged(axes, parts, "calibration_ratio")
    ratios(axes, 0.75, 1.34)


def _ranged(axes: Axes, parts: Parts, metric: str) -> None:
    """The forecast's line, with the interval of each period."""
    values = [_of(part.get("model"), metric) for part in parts]
    ends = [(part.get("model") or {}).get("intervals", {}).get(metric) or (value, value)
            for part, value in zip(parts, values, strict=True)]  # fmt: skip
    below = [max(0.0, value - low) for value, (low, _) in zip(values, ends, strict=True)]
    above = [max(0.0, high - value) for value, (_, high) in zip(values, ends, strict=True)]
    axes.errorbar(
        range(len(values)),
        values,
        [below, above],
        fmt="o-",
        color=BLUE,
        markersize=4,
        linewidth=1.5,
        elinewidth=1,
        capsize=2,
        label="the forecast, with 95 % interval",
    )


def _of(forecast: Mapping[str, Any] | None, metric: str) -> float:
    found = (forecast or {}).get(metric)
    return math.nan if found is None or (metric == "calibration_ratio" and found <= 0) else float(found)
