"""Odoo's hook: its automation rules call it, with the token in the URL since they can send no header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from serving.guard.credentials import IN_THE_URL
from serving.operation import Answer, Call, Operation
from serving.request.odoo import lead

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    Score = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


def odoo(score: Score) -> Iterator[Operation]:
    """Odoo waits one second and throws the answer away; what it told is kept with the lead.

    Args:
        score: the answer to one request for a score.
    """

    async def hook(call: Call) -> Answer:
        return Answer(await score(lead(await call.object())))

    yield Operation("odoo_hook", "POST", IN_THE_URL, "score", hook)
