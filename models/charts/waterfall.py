"""A waterfall: from what is expected of every lead, step by step, to what is forecast of this one."""

from __future__ import annotations

import warnings
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from matplotlib.collections import LineCollection, PolyCollection

from models.charts.bare import bare
from models.charts.svg import BLUE, GREY, INK, ORANGE, inline, looks, plain
from models.pages.wording import signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

_ROW: Final = 0.34
"""Inches a step takes: a line of words, and its bar below them."""
_THICK: Final = 0.3
_LONGEST: Final = 72


class Step(NamedTuple):
    """What raises or lowers a forecast, in words, and by how much (log-odds)."""

    words: str
    value: float


def waterfall(key: str, expected: float, steps: Sequence[Step], margin: float, label: str) -> str:
    """Bars from ``expected`` to ``margin``; a bar that raises is blue and says plus, one that lowers orange.

    Args:
        key: unique on the page; what the ids begin with.
        expected: log-odds of the average lead, where the first bar begins.
        steps: in the order they are drawn; with ``expected`` they sum to ``margin``.
        margin: log-odds of this lead, where the last bar ends.
        label: what the chart shows, for those who do not see it.

    Raises:
        ValueError: the steps do not lead from ``expected`` to ``margin``.
    """
    ends = list(accumulate((step.value for step in steps), initial=expected))
    if abs(ends[-1] - margin) > 1e-6 * max(1.0, abs(margin)):
        raise ValueError(f"the steps lead to {ends[-1]:.9g} and not to {margin:.9g}")
    rows = len(steps) + 2
    with looks(), warnings.catch_warnings():
        # matplotlib measures texts with its own font; the page draws them with the reader's
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure, axes = bare(_ROW * rows + 0.1)
        low, high = min(ends), max(ends)
        room = max(high - low, 0.1)
        axes.set_xlim(low - 0.04 * room, high + 0.22 * room)
        axes.set_ylim(rows - 0.1, -0.25)
        _end(axes, 0, "the average lead", expected)
        for row, step in enumerate(steps, 1):
            axes.text(axes.get_xlim()[0], row, plain(step.words, _LONGEST), va="center", fontsize=8)
            axes.text(
                max(ends[row - 1 : row + 1]) + 0.02 * room,
                row + 0.42,
                signed(step.value, 2),
                va="center",
                fontsize=8,
            )
        _end(axes, rows - 1, "this lead", margin)
        _bars(axes, ends)
        return inline(figure, key, plain(label, 2_000))


def _bars(axes: Axes, ends: Sequence[float]) -> None:
    """The bars, all of a colour as one, and thin lines that lead from each to the next."""
    boxes: dict[str, list[list[tuple[float, float]]]] = {BLUE: [], ORANGE: []}
    for row, (left, right) in enumerate(pairwise(ends), 1):
        top, foot = row + 0.42 - _THICK / 2, row + 0.42 + _THICK / 2
        boxes[BLUE if right >= left else ORANGE].append(
            [(left, top), (right, top), (right, foot), (left, foot)]
        )
    for colour, found in boxes.items():
        if found:
            axes.add_collection(PolyCollection(found, facecolors=colour, edgecolors=colour, linewidths=0.5))
    foot = 0.42 + _THICK / 2
    lines = [[(end, row + foot), (end, row + 1 + foot - _THICK)] for row, end in enumerate(ends)]
    axes.add_collection(LineCollection(lines, colors=GREY, linewidths=0.6, linestyles=(0, (2, 2))))


def _end(axes: Axes, row: int, words: str, value: float) -> None:
    axes.text(axes.get_xlim()[0], row, words, va="center", fontsize=8, fontweight="bold")
    axes.plot([value], [row + 0.42], marker="D", color=INK, markersize=4)
    room = axes.get_xlim()[1] - axes.get_xlim()[0]
    axes.text(value + 0.025 * room, row + 0.42, signed(value, 2), va="center", fontsize=8, fontweight="bold")
