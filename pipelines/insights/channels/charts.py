"""The charts: rates by channel around the overall rate, and things around leads that were alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator, PercentFormatter

from models.charts.svg import BLUE, GREY, ORANGE, inline, looks, plain
from models.pages.wording import percent, spoken
from pipelines.insights.channels.ordered import ordered
from pipelines.insights.channels.words import percents, thing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

_MOST: Final = 24
"""Lines of a chart; the table has them all."""
_RATIOS: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
_WIDTH: Final = 4.3
_LINE: Final = 0.21


def charts(found: dict[str, Any]) -> dict[str, str]:
    """rates-TARGET and ratios-TARGET, where there is something to draw."""
    made: dict[str, str] = {}
    found = ordered(found)
    channels = found["channels"]
    for target in found["content"]["targets"]:
        if channels and channels["targets"][target]["overall"] is not None:
            made[f"rates-{target}"] = _rates(channels, target)
        if drawn := _drawn(found["content"]["things"], target):
            made[f"ratios-{target}"] = _ratios(drawn, target)
    return made


def _rates(channels: dict[str, Any], target: str) -> str:
    rows = [row for row in channels["rows"] if row["targets"][target]["leads"]][:_MOST]
    rows.sort(key=lambda row: row["targets"][target]["rate"][0])
    overall = channels["targets"][target]["overall"]
    with looks():
        figure = Figure(figsize=(_WIDTH, 0.9 + _LINE * len(rows)))
        axes = figure.subplots()
        for place, row in enumerate(rows):
            _line(axes, place, row["targets"][target]["rate"], overall)
        axes.set_yticks(range(len(rows)), [plain(row["channel"], 24) for row in rows], fontsize=8)
        axes.axvline(overall, color=GREY, linewidth=1, linestyle=(0, (4, 3)))
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        axes.set_xlim(left=0)
        axes.set_xlabel(f"leads that {spoken(target).did}")
        axes.grid(axis="x", color=GREY, alpha=0.2, linewidth=0.5)
        told = "; ".join(
            f"{plain(row['channel'])} {percents(*row['targets'][target]['rate'][1:])}"
            for row in reversed(rows)
        )
        return inline(
            figure,
            f"channels-rates-{target}",
            f"{spoken(target).short} by channel, with intervals; overall {percent(overall)}. {told}.",
        )


def _drawn(things: Sequence[dict[str, Any]], target: str) -> list[dict[str, Any]]:
    """Assets and kinds of touch with a ratio; channels of touches mostly repeat kinds."""
    told = [row for row in things if row["aspect"] != "channel" and row["targets"][target]["ratio_interval"]]
    told = told or [row for row in things if row["targets"][target]["ratio_interval"]]
    kept = sorted(told, key=lambda row: -row["targets"][target]["matched"])[:_MOST]
    return sorted(kept, key=lambda row: row["targets"][target]["ratio"])


def _ratios(rows: Sequence[dict[str, Any]], target: str) -> str:
    with looks():
        figure = Figure(figsize=(_WIDTH, 0.9 + _LINE * len(rows)))
        axes = figure.subplots()
        for place, row in enumerate(rows):
            told = row["targets"][target]
            _line(axes, place, (told["ratio"], *told["ratio_interval"]), 1.0)
        axes.set_yticks(range(len(rows)), [plain(thing(row), 26) for row in rows], fontsize=8)
        axes.axvline(1, color=GREY, linewidth=1, linestyle=(0, (4, 3)))
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(FixedLocator(_RATIOS))
        axes.xaxis.set_major_formatter(FixedFormatter([f"{ratio:g}" for ratio in _RATIOS]))
        axes.xaxis.set_minor_locator(NullLocator())
        low, high = axes.get_xlim()
        axes.set_xlim(max(min(low, 0.5), 0.1), min(max(high, 2.0), 8.0))
        axes.set_xlabel(f"{spoken(target).short}: times as often as leads alike")
        axes.grid(axis="x", color=GREY, alpha=0.2, linewidth=0.5)
        said = "; ".join(
            f"{plain(thing(row))} {row['targets'][target]['ratio']:.2g}" for row in reversed(rows)
        )
        return inline(
            figure,
            f"channels-ratios-{target}",
            f"{spoken(target).short} after seeing a thing, as a multiple of leads alike: {said}.",
        )


def _line(axes: Axes, place: int, ends: Sequence[float], middle: float) -> None:
    """A dot with its interval: filled and blue surely above, square and orange surely below, else hollow."""
    value, low, high = ends
    colour, mark, fill = (
        (BLUE, "o", BLUE) if low > middle else (ORANGE, "s", ORANGE) if high < middle else (GREY, "o", "none")
    )
    axes.plot([low, high], [place, place], color=colour, linewidth=1.5)
    axes.plot([value], [place], mark, color=colour, markerfacecolor=fill, markersize=5)
