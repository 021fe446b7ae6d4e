"""The theme's charts, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from features.dataset import TARGETS
from models.charts.svg import BLUE, GREY, INK, inline, looks, plain
from models.pages.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

_DASHED: Final = (0, (4, 3))
_COLUMNS: Final = 3


def charts(found: dict[str, Any]) -> dict[str, str]:
    """rates: conversion by persona; shares: by quarter. Only where there are personas."""
    if found["verdict"] != "found":
        return {}
    return {"rates": _rates(found), "shares": _shares(found["personas"])}


def _rates(found: dict[str, Any]) -> str:
    """A panel a target: each persona's rate and interval beside everybody's."""
    personas = found["personas"]
    targets = [target for target in TARGETS if target in found["everybody"]]
    with looks():
        figure = Figure(figsize=(6.2, 0.9 + 0.3 * len(personas)))
        panels = figure.subplots(1, len(targets), sharey=True, squeeze=False)[0]
        for axes, target in zip(panels, targets, strict=True):
            _panel(axes, target, personas, found["everybody"][target]["rate"])
        names = [f"{one['number']}  {plain(one['name'], 30)}" for one in personas]
        panels[0].set_yticks(range(len(names)), names, parse_math=False)
        panels[0].set_ylim(len(names) - 0.5, -0.5)
        said = " and ".join(spoken(target).short for target in targets)
        return inline(
            figure, "personas-rates", f"{said}: conversion by persona; the table holds the numbers."
        )


def _panel(axes: Axes, target: str, personas: Sequence[dict[str, Any]], usual: float | None) -> None:
    if usual is not None:
        axes.axvline(usual, color=INK, linewidth=0.8, linestyle=_DASHED)
    for place, one in enumerate(personas):
        told = one["rates"][target]
        if told["rate"] is None:
            axes.annotate("too few to say", (0, place), fontsize=7.5, va="center")
            continue
        axes.plot([told["low"], told["high"]], [place, place], color=BLUE, linewidth=1.2)
        axes.plot([told["rate"]], [place], "o", color=BLUE, markersize=4.5)
    axes.set_xlim(left=0)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %", decimals=0))
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axes.grid(axis="x", color=GREY, alpha=0.2, linewidth=0.5)
    axes.set_title(spoken(target).short, fontsize=9, loc="left")


def _shares(personas: Sequence[dict[str, Any]]) -> str:
    """A small picture a persona; the quarter that is not over is hollow."""
    rows = -(-len(personas) // _COLUMNS)
    with looks():
        figure = Figure(figsize=(6.2, 0.4 + 1.25 * rows))
        grid = figure.subplots(rows, _COLUMNS, sharex=True, sharey=True, squeeze=False)
        panels = [axes for row in grid for axes in row]
        for axes, one in zip(panels, personas, strict=False):
            _share(axes, one)
        most = max((quarter["share"] for one in personas for quarter in one["quarters"]), default=0.0)
        panels[0].set_ylim(0, 1.1 * most or 1.0)
        for axes in panels[len(personas) :]:
            axes.set_visible(False)
        return inline(figure, "personas-shares", "Each persona's share of the leads by quarter.")


def _share(axes: Axes, one: dict[str, Any]) -> None:
    quarters = one["quarters"]
    over = [place for place, quarter in enumerate(quarters) if quarter["over"]]
    share = [quarter["share"] for quarter in quarters]
    axes.plot(over, [share[place] for place in over], color=BLUE, linewidth=1.5, marker=".", markersize=4)
    young = [place for place in range(len(quarters)) if place not in over]
    axes.plot(
        young, [share[place] for place in young], "o", color=BLUE, markerfacecolor="none", markersize=3.5
    )
    axes.set_title(f"{one['number']}  {plain(one['name'], 22)}", fontsize=7.5, parse_math=False)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %", decimals=0))
    ends = sorted({0, len(quarters) - 1})
    axes.set_xticks(ends, [quarters[place]["quarter"] for place in ends], fontsize=7)
