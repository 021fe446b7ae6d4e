"""Whether the service lives, and whether it can score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serving.operation import Answer, Call, Operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from serving.champion import Champion


def health(champion: Champion) -> Iterator[Operation]:
    """Open to everybody: they tell nothing that a stranger could use."""

    async def alive(call: Call) -> Answer:
        del call
        return Answer({"status": "alive"})

    async def ready(call: Call) -> Answer:
        del call
        return Answer({"status": "ready", "model_version": champion.answerer().scorer.version})

    yield Operation("get_liveness", "GET", "/livez", None, alive)
    yield Operation("get_readiness", "GET", "/readyz", None, ready)
