"""The metrics on the public port, where that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serving.operation import Answer, Call, Operation
from serving.watch.exposition import CONTENT_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def metrics(page: Callable[[], str], *, offered: bool) -> Iterator[Operation]:
    """For a token that may read: what scrapes needs no right to change anything."""

    async def told(call: Call) -> Answer:
        del call
        return Answer(page(), media_type=CONTENT_TYPE)

    if offered:
        yield Operation("get_metrics", "GET", "/metrics", "read", told)
