"""What the report says of the week's list: what it is worth, what is left undone, what more would bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models.pages.wording import count, decimals
from pipelines.queue.wording import besides
from pipelines.report.queue_chart import queue_chart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PARTS: Final = {"queue": "on the list", "missed": "just below it", "skipped": "the others"}
_NAMES: Final = {"sql": "become SQLs", "close": "are won"}


@dataclass(frozen=True)
class QueuePart:
    """The list on the page.

    Attributes:
        sentences: empty where nobody named a capacity.
        targets: what is counted, in words.
        rows: of each part of the list its name, its leads, and the conversions of each target.
        chart: expected conversions by capacity; None where no lead waits.
    """

    as_of: str
    sentences: tuple[str, ...]
    targets: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]
    chart: str | None


def queue_part(told: Mapping[str, Any] | None) -> QueuePart | None:
    """The part of a bundle's list, as ``pipelines.queue.figures`` tells it; None where there is none."""
    if told is None:
        return None
    named = told["queue"] is not None
    return QueuePart(
        as_of=told["as_of"],
        sentences=besides(told) if named else (),
        targets=tuple(_NAMES[target] for target in told["targets"]),
        rows=tuple(_rows(told)) if named else (),
        chart=queue_chart(told) if told["curve"] else None,
    )


def _rows(told: Mapping[str, Any]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    queue = told["queue"]
    for part, name in _PARTS.items():
        worth = queue["expected"][part]
        yield (
            name,
            count(queue["leads"][part]),
            tuple(
                f"{decimals(found['value'], 1)} ({count(found['low'])} to {count(found['high'])})"
                for found in (worth[target] for target in told["targets"])
            ),
        )
