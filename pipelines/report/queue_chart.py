"""The chart of capacity: expected conversions by how many leads are worked, and where the list ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure

from models.charts.svg import BLUE, GREY, INK, ORANGE, inline, looks
from models.pages.wording import count, decimals

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOKS: Final = {"sql": ("SQLs", BLUE), "close": ("won", ORANGE)}


def queue_chart(told: Mapping[str, Any]) -> str:
    """A curve a target with its interval, and a line at the agreed capacity.

    Args:
        told: as ``pipelines.queue.figures`` tells it, of a book with at least one lead.
    """
    sizes = [0, *(point["capacity"] for point in told["curve"])]
    with looks():
        figure = Figure(figsize=(5.6, 3.0))
        axes = figure.subplots()
        for target in told["targets"]:
            name, colour = _LOOKS[target]
            found = [point["expected"][target] for point in told["curve"]]
            low, high = ([0, *(one[end] for one in found)] for end in ("low", "high"))
            axes.fill_between(sizes, low, high, color=colour, alpha=0.15, linewidth=0)
            axes.plot(sizes, [0.0, *(one["value"] for one in found)], color=colour, linewidth=2, label=name)
        if told["capacity"] is not None:
            axes.axvline(told["capacity"], color=INK, linewidth=1, linestyle=(0, (4, 3)), label="capacity")
        axes.set_xlim(0, max(sizes[-1], told["capacity"] or 0))
        axes.set_ylim(0)
        axes.set_xlabel("leads worked in the week")
        axes.set_ylabel("conversions expected")
        axes.grid(color=GREY, alpha=0.2, linewidth=0.5)
        axes.legend(loc="lower right", fontsize=8)
        return inline(figure, "queue", _label(told))


def _label(told: Mapping[str, Any]) -> str:
    last = told["curve"][-1]
    whole = " and ".join(
        f"{decimals(last['expected'][target]['value'], 1)} {_LOOKS[target][0]}" for target in told["targets"]
    )
    capacity = f" The capacity is {count(told['capacity'])}." if told["capacity"] else ""
    every = f"{whole} if all {count(last['capacity'])} were worked"
    return f"Expected conversions by leads worked; {every}.{capacity}"
