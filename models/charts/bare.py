"""Axes without ticks, which are most of what a chart costs; what they would say is written as plain texts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from matplotlib.figure import Figure

from features.clock import DAY, HOUR, SECOND
from models.charts.svg import GREY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH: Final = 4.3
"""Inches; so wide that letters can still be read where the chart is as wide as a phone."""
_STEPS: Final = (
    *(hours * HOUR for hours in (1, 2, 6, 12)),
    *(days * DAY for days in (1, 2, 4, 7, 14, 28, 56, 91, 182, 365)),
)


def bare(height: float, left: float = 0.0, below: float = 0.0, above: float = 0.0) -> tuple[Figure, Axes]:
    """A figure with one axes of no frame and no ticks; margins are in inches."""
    figure = Figure(figsize=(WIDTH, height))
    figure.set_layout_engine("none")
    beside = left / WIDTH
    box = (beside, below / height, 1 - beside - 0.02, 1 - (below + above) / height)
    axes = figure.add_axes(box, frame_on=False)
    axes.set_axis_off()
    return figure, axes


def dated(axes: Axes, begin: int, end: int, bottom: float) -> None:
    """Dates along the foot of axes whose width is in microseconds UTC; ``bottom`` is in their height."""
    for at, words in marks(begin, end):
        near_end = at > begin + 0.93 * (end - begin)
        axes.axvline(at, color=GREY, alpha=0.25, linewidth=0.5)
        axes.text(
            at, bottom, words, ha="right" if near_end else "center", va="top", fontsize=7, clip_on=False
        )


def marks(begin: int, end: int, most: int = 4) -> list[tuple[int, str]]:
    """At most so many instants from ``begin`` to ``end``, evenly apart, and how each is written."""
    step = next((step for step in _STEPS if (end - begin) / step <= most - 1), _STEPS[-1])
    while (end - begin) / step > most - 1:
        step *= 2
    form = "%Y-%m-%d" if step >= DAY else "%m-%d %H:%M"
    first = -(-begin // step) * step
    found = list(range(first, end + 1, step)) or [begin]
    return [(at, datetime.fromtimestamp(at // SECOND, UTC).strftime(form)) for at in found]
