"""What a feature's values add to forecasts, how many leads have them, and what else it depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure

from models.charts.svg import BLUE, GREY, INK, ORANGE, inline, looks, plain
from pipelines.insights.drivers.numbers import known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

_DASHED: Final = (0, (4, 3))
_LONGEST: Final = 16
_MANY: Final = 5
"""Labels that are written straight; of more they lean."""


def dependence_chart(key: str, told: dict[str, Any]) -> str:
    """Means with 95 % intervals by bin; for numbers the local effects; below, the leads in each bin."""
    bins = [*told["bins"], *([{"label": "unknown", **told["unknown"]}] if told["unknown"] else [])]
    with looks():
        figure = Figure(figsize=(4.3, 3.5))
        top, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
        _means(top, range(len(bins)), bins, BLUE, "o", "contribution, mean of leads")
        if told["effects"]:
            places, values = _effects(told)
            top.plot(
                places, values, color=ORANGE, linewidth=1.4, linestyle=_DASHED, label="local effect (ALE)"
            )
        top.axhline(0, color=INK, linewidth=0.6)
        top.set_ylabel("log-odds added")
        if told["effects"]:
            top.legend(loc="best", fontsize=7)
        _support(below, bins)
        feature = plain(told["feature"])
        told_of = f"What {feature} adds to forecasts in {len(bins)} groups of its values"
        return inline(figure, key, f"{told_of}; the table holds the numbers.")


def partner_chart(key: str, told: dict[str, Any]) -> str:
    """The same means, once for each part of another feature."""
    with looks():
        figure = Figure(figsize=(4.3, 2.9))
        axes = figure.subplots()
        bins: list[dict[str, Any]] = told["bins"]
        for number, line in enumerate(told["partner"]["lines"]):
            colour, marker = ((BLUE, "o"), (ORANGE, "s"))[number]
            places = [place + 0.12 * number for place in range(len(bins))]
            _means(axes, places, line["bins"], colour, marker, plain(line["label"], 40), joined=True)
        axes.axhline(0, color=INK, linewidth=0.6)
        axes.set_ylabel("log-odds added")
        axes.legend(loc="best", fontsize=7)
        _labelled(axes, bins)
        both = f"{plain(told['feature'])} adds, by {plain(told['partner']['feature'])}"
        return inline(figure, key, f"What {both}, in {len(bins)} groups of values.")


def _means(
    axes: Axes,
    places: Sequence[float],
    bins: Sequence[dict[str, Any]],
    colour: str,
    marker: str,
    label: str,
    *,
    joined: bool = False,
) -> None:
    some = [(place, one["mean"]) for place, one in zip(places, bins, strict=True) if one["mean"]]
    if joined:
        axes.plot([place for place, _ in some], [known(one) for _, one in some], color=colour, linewidth=1)
    low, high = ([known(one, end) for _, one in some] for end in ("low", "high"))
    axes.vlines([place for place, _ in some], low, high, color=colour, linewidth=1.2)
    axes.plot(
        [place for place, _ in some],
        [known(one) for _, one in some],
        marker,
        color=colour,
        markersize=4,
        label=label,
    )


def _effects(told: dict[str, Any]) -> tuple[list[float], list[float]]:
    """The local effects at the bins: the mean of those at the edges that lie in a bin."""
    places, values = [], []
    for place, one in enumerate(told["bins"]):
        inside = [known(edge) for edge in told["effects"] if one["low"] <= edge["at"] <= one["high"]]
        if inside:
            places.append(float(place))
            values.append(sum(inside) / len(inside))
    return places, values


def _support(axes: Axes, bins: Sequence[dict[str, Any]]) -> None:
    axes.bar(range(len(bins)), [one["leads"] for one in bins], color=GREY, width=0.7)
    axes.set_ylabel("leads")
    axes.locator_params(axis="y", nbins=2)
    _labelled(axes, bins)


def _labelled(axes: Axes, bins: Sequence[dict[str, Any]]) -> None:
    lean = len(bins) > _MANY
    axes.set_xticks(
        range(len(bins)),
        [plain(one["label"], _LONGEST) for one in bins],
        rotation=35 if lean else 0,
        ha="right" if lean else "center",
        fontsize=7,
        parse_math=False,
    )
