"""The charts of a lead's page, drawn one after the other: what draws them shares its settings."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.charts.history import Point
    from models.charts.timeline import Marked, Touched
    from models.charts.waterfall import Step

_KEPT: Final = 24
"""Charts in memory, so that trying changes out does not draw the same ones again."""


class WaterfallDrawing(NamedTuple):
    """What a waterfall shows; see ``models.charts.waterfall``."""

    target: str
    expected: float
    steps: tuple[Step, ...]
    margin: float
    label: str


class TimelineDrawing(NamedTuple):
    """What a time line shows; see ``models.charts.timeline``."""

    touches: tuple[Touched, ...]
    stages: tuple[Marked, ...]
    scores: tuple[int, ...]
    span: tuple[int, int]
    label: str


class HistoryDrawing(NamedTuple):
    """What a history shows; see ``models.charts.history``."""

    points: tuple[Point, ...]
    answers: tuple[Marked, ...]
    label: str


Drawing = WaterfallDrawing | TimelineDrawing | HistoryDrawing


async def drawn(wanted: Sequence[Drawing]) -> list[str]:
    """The charts as ``<svg>`` elements, in their order; drawn away from the event loop."""
    if not wanted:
        return []
    return await asyncio.get_running_loop().run_in_executor(_thread(), _all, tuple(wanted))


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="charts")


def _all(wanted: tuple[Drawing, ...]) -> list[str]:
    return [_drawers()(one) for one in wanted]


@cache
def _drawers() -> Callable[[Drawing], str]:
    """Draws what is wanted. Made when the first page is: nobody who only scores imports what draws."""
    from models.charts.history import history
    from models.charts.timeline import timeline
    from models.charts.waterfall import waterfall

    @lru_cache(_KEPT)
    def draw(wanted: Drawing) -> str:
        match wanted:
            case WaterfallDrawing(target, expected, steps, margin, label):
                return waterfall(f"lead-{target}", expected, steps, margin, label)
            case TimelineDrawing(touches, stages, scores, span, label):
                return timeline("lead-journey", touches, stages, scores, span, label)
            case HistoryDrawing(points, answers, label):
                return history("lead-history", points, answers, label)

    return draw
