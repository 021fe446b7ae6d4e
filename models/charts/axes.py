"""Axes that several charts have: dates one after the other, and ratios around one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from models.charts.svg import GREY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

_RATIOS: Final = (0.25, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 4.0)


def dated(axes: Axes, dates: Sequence[str], most: int) -> None:
    """A step for each date; ``most`` labels at most, since more would run into each other."""
    each = -(-len(dates) // most)
    axes.set_xticks(range(0, len(dates), each), dates[::each], rotation=35, ha="right", fontsize=7)
    axes.set_xlim(-0.5, len(dates) - 0.5)
    axes.grid(axis="both", color=GREY, alpha=0.2, linewidth=0.5)


def ratios(axes: Axes, least: float, most: float) -> None:
    """A logarithmic height, from ``least`` to ``most`` or as far as what is drawn needs."""
    axes.set_yscale("log")
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, least), max(high, most))
    axes.yaxis.set_major_locator(FixedLocator(_RATIOS))
    axes.yaxis.set_major_formatter(FixedFormatter([f"{ratio:g}" for ratio in _RATIOS]))
    axes.yaxis.set_minor_locator(NullLocator())
