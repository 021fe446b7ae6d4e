"""The months' chart: what was decided, how well new bundles rank, and what came of the scores that served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure

from models.charts.axes import dated, ratios
from models.charts.svg import BLUE, GREY, INK, ORANGE, inline, looks
from models.pages.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    Months = Sequence[Mapping[str, Any]]

_LABELS: Final = 13
_ROWS: Final = ("alert", "rolled back", "champion changed", "gate: promote")


def months_chart(told: Months, targets: Sequence[str]) -> str:
    """A strip of what happened, and two panels a target; gaps where nothing is known."""
    with looks():
        figure = Figure(figsize=(8.6, 1.7 + 2.5 * len(targets)))
        heights = [1.2, *[2.5] * len(targets)]
        grid = figure.add_gridspec(len(heights), 2, height_ratios=heights)
        strip = figure.add_subplot(grid[0, :])
        _strip(strip, told)
        dates = [str(one["month"]) for one in told]
        dated(strip, dates, _LABELS)
        for row, target in enumerate(targets, 1):
            left, right = figure.add_subplot(grid[row, 0]), figure.add_subplot(grid[row, 1])
            _ranking(left, told, target)
            _came(right, told, target)
            left.set_title(f"{spoken(target).short}: AUC", loc="left", fontsize=9)
            right.set_title(f"{spoken(target).short}: came ÷ promised", loc="left", fontsize=9)
            for axes in (left, right):
                dated(axes, dates, _LABELS)
        label = f"What happened in {len(told)} months; the table holds the same."
        return inline(figure, "months", label)


def _strip(axes: Axes, told: Months) -> None:
    for at, one in enumerate(told):
        record = one["record"]
        happened = {
            "alert": any(look["alerts"] for look in one["looks"]),
            "rolled back": any(made["kind"] == "rollback" for made in one["made"]),
            "champion changed": any(made["kind"] == "promotion" for made in one["made"]),
            "gate: promote": record is not None and record["decision"]["outcome"] == "promote",
        }
        for height, name in enumerate(_ROWS):
            if happened[name]:
                colour = ORANGE if name in ("alert", "rolled back") else BLUE
                axes.plot(at, height, "o", color=colour, markersize=6)
    axes.set_yticks(range(len(_ROWS)), _ROWS, fontsize=7)
    axes.set_ylim(-0.6, len(_ROWS) - 0.4)


def _ranking(axes: Axes, told: Months, target: str) -> None:
    learnt = [(at, one["learnt"].get(target)) for at, one in enumerate(told)]
    points = [
        (at, found["auc"], found["intervals"]["auc"] or (found["auc"],) * 2)
        for at, found in learnt
        if found and found["auc"] is not None
    ]
    _bars(axes, points, GREY, "the new bundle on leads it had not seen")
    served = [
        (at, told_["auc"], told_["auc_interval"] or (told_["auc"],) * 2)
        for at, told_ in _served(told, target)
        if told_["auc"] is not None
    ]
    _bars(axes, [(at + 0.15, value, ends) for at, value, ends in served], BLUE, "what served, matured")
    if points or served:
        axes.legend(loc="lower left", fontsize=7)


def _came(axes: Axes, told: Months, target: str) -> None:
    axes.axhline(1.0, color=INK, linewidth=0.6)
    points = [
        (at, found["came_per_promised"], found["interval"] or (found["came_per_promised"],) * 2)
        for at, found in _served(told, target)
        if found["came_per_promised"]
    ]
    _bars(axes, points, BLUE, "")
    if not points:
        axes.set_ylim(0.6, 1.67)  # else the empty height reaches over decades
    ratios(axes, 0.6, 1.67)


def _served(told: Months, target: str) -> list[tuple[int, Mapping[str, Any]]]:
    """Of each month's last look, the largest group of matured scores of one bundle."""
    found: list[tuple[int, Mapping[str, Any]]] = []
    for at, one in enumerate(told):
        groups = [
            group["all"]
            for look in one["looks"][-1:]
            for group in look["outcomes"]
            if group["target"] == target and group["all"]["leads"]
        ]
        if groups:
            found.append((at, max(groups, key=lambda group: int(group["leads"]))))
    return found


def _bars(axes: Axes, points: Sequence[tuple[float, float, Sequence[float]]], colour: str, name: str) -> None:
    if points:
        values = [value for _, value, _ in points]
        below = [max(0.0, value - ends[0]) for _, value, ends in points]
        above = [max(0.0, ends[1] - value) for _, value, ends in points]
        axes.errorbar(
            [at for at, _, _ in points],
            values,
            [below, above],
            fmt="o-",
            color=colour,
            markersize=4,
            linewidth=1.2,
            elinewidth=0.8,
            capsize=2,
            label=name,
        )
