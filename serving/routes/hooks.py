"""What CRMs call in their own words; the answers are those of ``POST /v1/score``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from serving.routes.hubspot import hubspot
from serving.routes.odoo import odoo
from serving.routes.score import answered_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from starlette.requests import Request

    from serving.champion import Champion
    from serving.memory import Memory
    from serving.operation import Operation


def hooks(champion: Champion, memory: Memory, check: Callable[[Request, bytes], None]) -> Iterator[Operation]:
    """The hooks.

    Args:
        check: refuses what HubSpot did not sign.
    """

    async def one(given: Mapping[str, Any], *, known_only: bool = False) -> Mapping[str, Any]:
        answerer = champion.answerer()
        heard = answerer.understood(dict(given))
        (answered,) = await answered_all(answerer, memory, [heard], known_only=known_only)
        return answered

    async def known(given: Mapping[str, Any]) -> Mapping[str, Any]:
        return await one(given, known_only=True)

    yield from hubspot(one, known, check)
    yield from odoo(one)
