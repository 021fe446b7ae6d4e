"""Everything the service does, in one list: its routes and its documents are made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serving.routes.documents import documents
from serving.routes.feedback import feedback
from serving.routes.health import health
from serving.routes.model import model
from serving.routes.queue import queue
from serving.routes.score import scoring
from serving.week import Week

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from serving.champion import Champion
    from serving.memory import Memory
    from serving.operation import Operation


def operations(
    champion: Champion,
    memory: Memory,
    public_url: str = "",
    others: Iterable[Operation] = (),
    shadow: Callable[[], str] = str,
    week: Week | None = None,
) -> tuple[Operation, ...]:
    """The operations, in the order of the documents.

    Args:
        public_url: where the documents say the service is; empty: where their reader reached it.
        others: what depends on how the service was started.
        shadow: tells the version of the bundle that rides along; empty where none does.
        week: makes the week's list.
    """
    own = (
        *scoring(champion, memory),
        *feedback(memory),
        *queue(champion, week or Week(memory.ledger, lambda: None), memory.ledger),
        *model(champion, shadow),
        *health(champion),
    )
    described = (*own, *others)
    return (*described, *documents(champion, described, public_url))
