"""Two rankings side by side: what forecasts give each driver, and what they lose without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure

from models.charts.svg import BLUE, GREY, INK, ORANGE, inline, looks, plain
from pipelines.insights.drivers.numbers import known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

MOST: Final = 12
_LONGEST: Final = 23


def ranking_chart(key: str, drivers: Sequence[dict[str, Any]]) -> str:
    """Dots with 95 % intervals, the largest on top; an open dot where the interval of the loss holds zero."""
    shown = drivers[:MOST]
    with looks():
        figure = Figure(figsize=(4.8, 0.95 + 0.22 * len(shown)))
        left, right = figure.subplots(1, 2, sharey=True)
        _dots(left, [(place, one["shap"]) for place, one in enumerate(shown)], BLUE)
        lost = [(place, one["loss"]) for place, one in enumerate(shown) if one["loss"]["value"] is not None]
        _dots(right, [(place, told) for place, told in lost if told["low"] > 0], ORANGE)
        _dots(right, [(place, told) for place, told in lost if told["low"] <= 0], ORANGE, face="none")
        left.set_yticks(range(len(shown)), [plain(one["name"], _LONGEST) for one in shown], parse_math=False)
        left.set_ylim(len(shown) - 0.5, -0.5)
        left.set_xlim(left=0)
        right.axvline(0, color=INK, linewidth=0.6)
        left.set_xlabel("given by forecasts\n(mean size, log-odds)")
        right.set_xlabel("lost without it\n(log loss a lead)")
        for axes in (left, right):
            axes.tick_params(axis="y", length=0)
            axes.locator_params(axis="x", nbins=3)
            axes.grid(axis="x", color=GREY, alpha=0.2, linewidth=0.5)
        first = ", ".join(plain(one["name"]) for one in shown[:3])
        given = f"The {len(shown)} drivers that forecasts give most, {first} first"
        return inline(figure, key, f"{given}, and what is lost without each.")


def _dots(
    axes: Axes, told: Sequence[tuple[int, dict[str, Any]]], colour: str, face: str | None = None
) -> None:
    places = [place for place, _ in told]
    value, low, high = ([known(one, end) for _, one in told] for end in ("value", "low", "high"))
    axes.hlines(places, low, high, color=colour, linewidth=1.2)
    axes.plot(value, places, "o", color=colour, markerfacecolor=face or colour, markersize=4.5)
