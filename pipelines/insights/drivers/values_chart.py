"""The values of attributes that convert unlike the rest, and those whose rate moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from models.charts.svg import BLUE, GREY, INK, ORANGE, inline, looks, plain
from pipelines.insights.drivers.numbers import known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

_DASHED: Final = (0, (4, 3))
_COLUMNS: Final = 2
_LEAST: Final = 5
"""Leads of a quarter below which its rate is not drawn."""


def values_chart(key: str, base: float, cells: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """Shrunk rates with their intervals around the rate of all; ``cells`` are (name, value) from the top."""
    with looks():
        figure = Figure(figsize=(4.8, 0.9 + 0.22 * len(cells)))
        axes = figure.subplots()
        axes.axvline(base, color=INK, linewidth=0.8, linestyle=_DASHED)
        rates = [(place, told["rate"]) for place, (_, told) in enumerate(cells)]
        _dots(axes, [one for one in rates if known(one[1]) > base], BLUE, "o")
        _dots(axes, [one for one in rates if known(one[1]) <= base], ORANGE, "s")
        axes.set_yticks(range(len(cells)), [plain(name, 32) for name, _ in cells], parse_math=False)
        axes.set_ylim(len(cells) - 0.5, -0.5)
        axes.set_xlim(left=0)
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        axes.locator_params(axis="x", nbins=6)
        axes.set_xlabel("converted, with 95 % interval; dashed: all leads")
        axes.grid(axis="x", color=GREY, alpha=0.2, linewidth=0.5)
        return inline(
            figure, key, f"Conversion of {len(cells)} values beside all leads; the tables hold the numbers."
        )


def _dots(axes: Axes, told: Sequence[tuple[int, dict[str, Any]]], colour: str, marker: str) -> None:
    places = [place for place, _ in told]
    value, low, high = ([known(one, end) for _, one in told] for end in ("value", "low", "high"))
    axes.hlines(places, low, high, color=colour, linewidth=1.2)
    axes.plot(value, places, marker, color=colour, markersize=4.5)


def trends_chart(
    key: str, quarters: Sequence[str], every: dict[str, Any], cells: Sequence[tuple[str, dict[str, Any]]]
) -> str:
    """A small picture for each of some values: its rate by quarter before that of all leads."""
    rows = -(-len(cells) // _COLUMNS)
    with looks():
        figure = Figure(figsize=(4.8, 0.4 + 1.2 * rows))
        grid = figure.subplots(rows, _COLUMNS, sharex=True, sharey=True, squeeze=False)
        panels = [axes for row in grid for axes in row]
        for axes, (name, told) in zip(panels, cells, strict=False):
            for one, colour, style, width in ((every, GREY, _DASHED, 1.0), (told, BLUE, "-", 1.5)):
                drawn = _rates(one["by_quarter"])
                axes.plot(*drawn, color=colour, linestyle=style, linewidth=width, marker=".", markersize=3)
            axes.set_title(plain(name, 26), fontsize=7.5, parse_math=False)
            axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %", decimals=0))
            axes.set_xticks([0, len(quarters) - 1], [quarters[0], quarters[-1]], fontsize=7)
            axes.set_ylim(bottom=0)
        for axes in panels[len(cells) :]:
            axes.set_visible(False)
        return inline(figure, key, f"Conversion by quarter of {len(cells)} values whose rate moves.")


def _rates(by_quarter: Sequence[Sequence[int]]) -> tuple[list[int], list[float]]:
    told = [(at, did / leads) for at, (leads, did) in enumerate(by_quarter) if leads >= _LEAST]
    return [at for at, _ in told], [rate for _, rate in told]
