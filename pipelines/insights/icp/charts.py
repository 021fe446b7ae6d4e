"""The theme's charts: what each rule does, and conversion by grade."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator, PercentFormatter

from models.charts.svg import BLUE, GREY, INK, ORANGE, inline, looks, plain
from models.pages.wording import decimals, percent, spoken
from pipelines.insights.funnel import funnel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TICKS: Final = (0.25, 0.5, 0.67, 1.0, 1.5, 2.0, 3.0, 5.0)
_SURE_UP, _SURE_DOWN, _UNSURE = "o", "v", "s"


def charts(found: dict[str, Any]) -> dict[str, str]:
    """rules-TARGET and grades-TARGET, where there are rules and leads enough."""
    made: dict[str, str] = {}
    for target, told in funnel(found["targets"]):
        rules = [row for row in told["rules"] if row["own"] and row["lift"]]
        if rules:
            made[f"rules-{target}"] = rules_chart(f"icp-rules-{target}", target, rules)
        grades = [row for row in told["grades"] if row["grade"] in "ABCD" and row["rate"] is not None]
        if len(grades) > 1:
            made[f"grades-{target}"] = grades_chart(f"icp-grades-{target}", target, grades, told["base"])
    return made


def rules_chart(key: str, target: str, rules: list[dict[str, Any]]) -> str:
    """How many times as often leads that meet a rule have the outcome: by itself, and beside the others."""
    with looks():
        figure = Figure(figsize=(6.4, 0.9 + 0.5 * len(rules)))
        axes = figure.subplots()
        for place, row in enumerate(reversed(rules)):
            _mark(axes, row["lift"], place + 0.14, GREY)
            _mark(axes, row["own"], place - 0.14, ORANGE if row["own"]["high"] < 1 else BLUE)
        axes.set_yticks(range(len(rules)), [plain(row["words"], 34) for row in reversed(rules)])
        axes.axvline(1.0, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
        _ratios(axes, "times as often when the rule is met (95 % interval)")
        axes.set_ylim(-0.6, len(rules) - 0.4)
        said = "; ".join(
            f"{row['words']}: {decimals(row['lift']['value'], 2)}, beside the others "
            f"{decimals(row['own']['value'], 2)}"
            for row in rules
        )
        return inline(figure, key, f"{spoken(target).short} by rule. {said}")


def _mark(axes: Axes, told: dict[str, float], height: float, colour: str) -> None:
    """Filled where the interval leaves out one, hollow where it does not."""
    sure = told["low"] > 1 or told["high"] < 1
    shape = _UNSURE if not sure else _SURE_UP if told["low"] > 1 else _SURE_DOWN
    axes.plot([told["low"], told["high"]], [height, height], color=colour, linewidth=1.6)
    face = colour if sure else "none"
    axes.plot(told["value"], height, shape, color=colour, markerfacecolor=face, markersize=5)


def _ratios(axes: Axes, label: str) -> None:
    axes.set_xscale("log")
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, 0.6), max(high, 1.7))
    axes.xaxis.set_major_locator(FixedLocator(_TICKS))
    axes.xaxis.set_major_formatter(FixedFormatter([f"{tick:g}" for tick in _TICKS]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel(label)


def grades_chart(key: str, target: str, grades: list[dict[str, Any]], base: dict[str, Any]) -> str:
    """Conversion by grade, with intervals, beside that of all leads."""
    with looks():
        figure = Figure(figsize=(4.4, 2.6))
        axes = figure.subplots()
        for place, row in enumerate(grades):
            axes.plot([place, place], [row["low"], row["high"]], color=BLUE, linewidth=1.6)
            axes.plot(place, row["rate"], "o", color=BLUE, markersize=5)
        axes.axhline(base["rate"], color=GREY, linewidth=0.8, linestyle=(0, (4, 3)))
        axes.annotate("all leads", (-0.45, base["rate"]), va="bottom", ha="left", color=GREY)
        axes.set_xticks(range(len(grades)), [f"{row['grade']}\n{row['leads']:,.0f}" for row in grades])
        axes.set_xlim(-0.5, len(grades) - 0.4)
        axes.set_ylim(0, None)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axes.set_xlabel("fit, and leads on arrival")
        said = ", ".join(f"{row['grade']} {percent(row['rate'])}" for row in grades)
        return inline(figure, key, f"{spoken(target).short} by fit: {said}")
