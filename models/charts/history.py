"""A lead's chances over time, with what changed meanwhile: the model, and what sales answered."""

from __future__ import annotations

import warnings
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from matplotlib.transforms import blended_transform_factory

from models.charts.bare import bare, dated
from models.charts.svg import BLUE, GREY, INK, ORANGE, inline, looks, plain
from models.charts.timeline import Marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

__all__ = ["Marked", "Point", "history"]

_LOOKS: Final = (("sql", "SQL", "o", BLUE), ("close", "won", "s", ORANGE))
_NICE: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_HEIGHT: Final = 2.2
_KEYS: Final = {"SQL": 0.02, "won": 0.16}
_MOST_WORDS: Final = 4
"""Answers that are named; of more than these the table tells."""


class Point(NamedTuple):
    """A score: when (microseconds UTC), its chances (None where there is none) and whose model gave it."""

    at: int
    p_sql: float | None
    p_close: float | None
    version: str


def history(key: str, points: Sequence[Point], answers: Sequence[Marked], label: str) -> str:
    """A line a target; a dashed line where another model took over, a triangle for each answer of sales.

    Args:
        key: unique on the page; what the ids begin with.
        points: in the order of time, at least one.
        answers: what sales said, and when.
        label: what the chart shows, for those who do not see it.
    """
    instants = [*(point.at for point in points), *(answer.at for answer in answers)]
    begin, end = min(instants), max(max(instants), min(instants) + 1)
    with looks(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # the page has other fonts
        figure, axes = bare(_HEIGHT, 0.42, 0.22, 0.3)
        axes.set_xlim(begin - 0.04 * (end - begin), end + 0.04 * (end - begin))
        top = _scale(axes, points)
        dated(axes, begin, end, -0.05 * top)
        for target, words, marker, colour in _LOOKS:
            found = [(point.at, p) for point in points if (p := getattr(point, f"p_{target}")) is not None]
            if found:
                axes.plot(*zip(*found, strict=True), marker=marker, color=colour, markersize=4)
                _key(axes, words, marker, colour)
        for before, after in pairwise(points):
            if before.version != after.version:
                axes.axvline(after.at, color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
        _answers(axes, answers)
        return inline(figure, key, plain(label, 2_000))


def _scale(axes: Axes, points: Sequence[Point]) -> float:
    """Lines at round shares up to the highest chance; how high the axes are."""
    most = max((p for point in points for p in (point.p_sql, point.p_close) if p is not None), default=0.01)
    step = next((step for step in _NICE if most <= 4 * step), _NICE[-1])
    lines = max(1, -int(-most // step))
    top = lines * step * 1.08
    axes.set_ylim(0, top)
    left = axes.get_xlim()[0]
    for line in range(lines + 1):
        axes.axhline(line * step, color=GREY, alpha=0.25, linewidth=0.5)
        axes.text(left, line * step, f"{100 * line * step:.3g} % ", ha="right", va="center", fontsize=7)
    return top


def _key(axes: Axes, words: str, marker: str, colour: str) -> None:
    """What a line is, above the axes."""
    left = _KEYS[words]
    axes.plot([left], [1.09], marker, color=colour, markersize=4, transform=axes.transAxes, clip_on=False)
    axes.text(left + 0.02, 1.09, words, va="center", fontsize=8, transform=axes.transAxes)


def _answers(axes: Axes, answers: Sequence[Marked]) -> None:
    across = blended_transform_factory(axes.transData, axes.transAxes)
    for at, words in answers:
        axes.plot([at], [0.97], "v", color=INK, markersize=5, transform=across, clip_on=False)
        if len(answers) > _MOST_WORDS:
            continue
        left, right = axes.get_xlim()
        axes.annotate(
            plain(words, 22),
            (at, 0.97),
            (5 if at < (left + right) / 2 else -5, 0),
            xycoords=across,
            textcoords="offset points",
            ha="left" if at < (left + right) / 2 else "right",
            va="center",
            fontsize=7,
        )
