"""A time line: what happened with a lead, a lane for each kind of touch, with stages and scores."""

from __future__ import annotations

import warnings
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from models.charts.bare import bare, dated
from models.charts.svg import BLUE, GREY, INK, ORANGE, inline, looks, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

MOST_LANES: Final = 10
_LANE: Final = 0.2
_LEFT: Final = 1.5
_DOTS: Final = 200
"""Places in a lane: two touches that would stand on each other are one dot."""
_MOST_STAGES: Final = 12
_LOOKS: Final = {"inbound": ("o", BLUE, BLUE), "outbound": ("s", "none", ORANGE)}
"""Marker, fill and edge by direction: shape and fill tell them apart without colour."""


class Touched(NamedTuple):
    """One touch; ``at`` is in microseconds UTC, ``direction`` inbound or outbound."""

    at: int
    kind: str
    direction: str


class Marked(NamedTuple):
    """Something that happened once, at an instant in microseconds UTC."""

    at: int
    words: str


def timeline(
    key: str,
    touches: Sequence[Touched],
    stages: Sequence[Marked],
    scores: Sequence[int],
    span: tuple[int, int],
    label: str,
) -> str:
    """Dots in lanes, the commonest kinds of touch on top; without any touch, only stages and scores.

    Args:
        key: unique on the page; what the ids begin with.
        touches: in any order. Kinds beyond the MOST_LANES commonest share a lane.
        stages: drawn as lines through all lanes, their names above.
        scores: when the lead was scored.
        span: the first and the last instant shown.
        label: what the chart shows, for those who do not see it.
    """
    lanes = _lanes(touches)
    begin, end = span[0], max(span[1], span[0] + 1)
    rows = len(lanes) + bool(scores)
    tiers = min(3, len(stages))
    with looks(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # the page has other fonts
        above = 0.08 + 0.14 * tiers
        figure, axes = bare(_LANE * max(rows, 1) + above + 0.3, _LEFT, 0.24, above)
        axes.set_xlim(begin - 0.02 * (end - begin), end + 0.02 * (end - begin))
        axes.set_ylim(max(rows, 1) - 0.5, -0.5)
        dated(axes, begin, end, max(rows, 1) - 0.4)
        _staged(axes, stages, tiers)
        for row, (words, found) in enumerate(lanes):
            _lane(axes, row, words, found)
        if scores:
            _named(axes, rows - 1, "scored")
            axes.plot([*scores], [rows - 1] * len(scores), "d", color=INK, markersize=4, linestyle="none")
        return inline(figure, key, plain(label, 2_000))


def _lanes(touches: Sequence[Touched]) -> list[tuple[str, list[Touched]]]:
    counts = Counter(touch.kind for touch in touches)
    kinds = sorted(counts, key=lambda kind: (-counts[kind], kind))
    own = kinds if len(kinds) <= MOST_LANES else kinds[: MOST_LANES - 1]
    lanes = [(kind.replace("_", " "), [touch for touch in touches if touch.kind == kind]) for kind in own]
    if rest := [touch for touch in touches if touch.kind not in own]:
        lanes.append((f"{len(kinds) - len(own)} other kinds", rest))
    return lanes


def _lane(axes: Axes, row: int, words: str, found: Sequence[Touched]) -> None:
    axes.axhline(row, color=GREY, alpha=0.25, linewidth=0.5)
    _named(axes, row, f"{plain(words, 18)} ({len(found)})")
    left, right = axes.get_xlim()
    for direction, (marker, face, edge) in _LOOKS.items():
        places = {
            round(_DOTS * (touch.at - left) / (right - left)): touch.at
            for touch in found
            if touch.direction == direction
        }
        if places:
            axes.plot(
                list(places.values()),
                [row] * len(places),
                marker,
                markerfacecolor=face,
                markeredgecolor=edge,
                markeredgewidth=1,
                markersize=4.5,
                linestyle="none",
            )


def _named(axes: Axes, row: int, words: str) -> None:
    axes.text(axes.get_xlim()[0], row, f"{words}  ", ha="right", va="center", fontsize=8)


def _staged(axes: Axes, stages: Sequence[Marked], tiers: int) -> None:
    """Lines with their names above, on several heights, so that neighbours do not run into each other."""
    left, right = axes.get_xlim()
    for place, (at, words) in enumerate(stages[-_MOST_STAGES:]):
        axes.axvline(at, color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
        axes.annotate(
            plain(words, 14),
            (at, 1.0),
            (2 if at < (left + right) / 2 else -2, 2 + 10 * (place % tiers)),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="left" if at < (left + right) / 2 else "right",
            fontsize=7,
            annotation_clip=False,
        )
